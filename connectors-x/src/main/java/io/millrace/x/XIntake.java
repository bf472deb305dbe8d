package io.millrace.x;

import io.millrace.api.ConnectorException;
import io.millrace.api.Inbox;
import io.millrace.api.Intake;
import io.millrace.api.Options;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A running receiver: one thread that follows the stream, and one that hands on what came. */
final class XIntake implements Intake {
    private final Figures figures = new Figures();
    private final Follower follower;
    private final Putter putter;
    private final Thread following;
    private final Thread putting;
    private boolean closed;

    private XIntake(Options options, Inbox inbox, Time time) {
        Waiting waiting = new Waiting(options.value(XOptions.MAX_WAITING_BYTES));
        this.follower =
                new Follower(new Api(options), new Rules(options), options, waiting, figures, time, inbox.lastBefore());
        this.putter = new Putter(waiting, inbox, figures, options.value(XOptions.BACKFILL_MINUTES) > 0);
        this.following = thread(follower, "millrace-x-follow");
        this.putting = thread(putter, "millrace-x-put");
    }

    static XIntake start(Options options, Inbox inbox, Time time) {
        String receivers = options.asMap().getOrDefault("receivers", "1");
        if (!receivers.equals("1")) {
            throw ConnectorException.settings(
                    "Option 'receivers' is " + receivers
                            + ", but an account of X has one connection, and a second one would bring every post twice: leave it at 1");
        }
        XIntake intake = new XIntake(options, inbox, time);
        intake.follower.prepare();
        intake.following.start();
        intake.putting.start();
        return intake;
    }

    @Override
    public Map<String, Long> refused() {
        return figures.refused();
    }

    @Override
    public Map<String, String> figures() {
        return figures.shown();
    }

    @Override
    public Optional<ConnectorException> ended() {
        return Optional.ofNullable(follower.ended());
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        following.interrupt();
        boolean interrupted = join(following);
        putter.close();
        interrupted |= join(putting);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether nothing will be put any more. */
    boolean isOver() {
        return !following.isAlive() && !putting.isAlive();
    }

    /** The latest gaps. */
    List<Gap> gaps() {
        return figures.gaps();
    }

    /** Waits for the end of a thread; whoever is in a hurry interrupts, and then so is it. */
    private static boolean join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
                thread.interrupt();
            }
        }
        return interrupted;
    }

    private static Thread thread(Runnable run, String name) {
        Thread thread = new Thread(run, name);
        thread.setDaemon(true);
        return thread;
    }
}
