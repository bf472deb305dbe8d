package io.millrace.flume;

import io.millrace.api.Identified;
import io.millrace.api.Inbox;
import io.millrace.api.Options;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Hands batches to the inbox, on threads of its own: a put that waits must not keep the network from its work. Safe for many
 * threads.
 */
final class Puts {
    private static final long KEPT_SECONDS = 30;

    private final Inbox inbox;
    private final Limits limits;
    private final WaitingBytes waiting;
    private final Refusals refusals;
    private final @Nullable String keyHeader;
    private final ExecutorService threads;
    private volatile boolean closing;

    Puts(Inbox inbox, Options options, Limits limits, WaitingBytes waiting, Refusals refusals) {
        this.inbox = inbox;
        this.limits = limits;
        this.waiting = waiting;
        this.refusals = refusals;
        this.keyHeader = options.find(InputOptions.KEY_HEADER).orElse(null);
        this.threads = threads(Math.toIntExact(options.value(InputOptions.THREADS)));
    }

    /** Does the work of one request, now or when a thread is free. */
    void execute(Runnable request) {
        threads.execute(request);
    }

    /** A new batch, to be closed when it is answered. */
    Batch batch() {
        return new Batch(limits, waiting, keyHeader);
    }

    /**
     * Answers true once all events of the batch are durable, and false if some may not be.
     *
     * @throws Refusal if nothing is taken any more
     */
    boolean put(Batch batch) throws Refusal {
        if (closing) {
            throw new Refusal(Refusals.Reason.CLOSING, "this receiver is closing; send to another one");
        }
        if (batch.events().isEmpty()) {
            return true;
        }
        List<Identified> identified = batch.identified();
        try {
            if (identified.isEmpty()) {
                inbox.put(batch.events());
            } else {
                inbox.putOnce(identified);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return notDurable(e);
        } catch (Exception e) {
            return notDurable(e);
        }
    }

    /** Counts a request whose sender is told that it is refused. */
    void refused(Refusal refusal) {
        refusals.count(refusal.reason(), "a sender", String.valueOf(refusal.getMessage()), null);
    }

    /** Puts nothing any more, and waits for what is being put. */
    void close() {
        closing = true;
        threads.shutdown();
        boolean interrupted = false;
        try {
            boolean ended = false;
            while (!ended) {
                ended = threads.awaitTermination(1, TimeUnit.MINUTES);
            }
        } catch (InterruptedException e) {
            // Whoever is in a hurry interrupts; then puts fail, and their senders are told.
            threads.shutdownNow();
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean notDurable(Exception e) {
        refusals.count(Refusals.Reason.NOT_DURABLE, "a sender", "the batch could not be made durable", e);
        return false;
    }

    private static ExecutorService threads(int most) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor threads =
                new ThreadPoolExecutor(most, most, KEPT_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), run -> {
                    Thread thread = new Thread(run, "millrace-flume-put-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }
}
