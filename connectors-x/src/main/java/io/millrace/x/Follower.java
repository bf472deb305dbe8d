package io.millrace.x;

import io.millrace.api.ConnectorException;
import io.millrace.api.Options;
import io.millrace.x.Figures.Refused;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows the stream, over one connection after another, until it is interrupted or X refuses it for good. */
final class Follower implements Runnable, Lines.Taker {
    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);

    private final Api api;
    private final Rules rules;
    private final Waiting waiting;
    private final Figures figures;
    private final Time time;
    private final Messages messages;
    private final Backoff backoff = new Backoff();
    private final Coverage coverage;
    private final RememberedIds ids;
    private final Duration patience;
    private final long longestLine;
    private final long backfill;
    private final boolean takesOver;
    private boolean mayTakeOver;
    private boolean inStep;
    private volatile @Nullable ConnectorException ended;

    /** @param lastBefore when a predecessor last kept a post, if one did */
    Follower(
            Api api,
            Rules rules,
            Options options,
            Waiting waiting,
            Figures figures,
            Time time,
            Optional<Instant> lastBefore) {
        this.api = api;
        this.rules = rules;
        this.waiting = waiting;
        this.figures = figures;
        this.time = time;
        this.messages = new Messages(time);
        this.backfill = options.value(XOptions.BACKFILL_MINUTES);
        this.coverage = new Coverage(backfill, time.now(), lastBefore);
        this.ids = new RememberedIds(options.value(XOptions.REMEMBERED_IDS));
        this.patience = options.value(XOptions.KEEP_ALIVE_TIMEOUT);
        this.longestLine = options.value(XOptions.MAX_LINE_SIZE);
        this.takesOver = options.value(XOptions.TAKE_OVER);
        this.mayTakeOver = takesOver;
    }

    /** Sets the rules, so that what is wrong with the options is told at once; what may pass is tried again later. */
    void prepare() {
        try {
            rules.keepInStep(api);
            inStep = true;
        } catch (Trouble e) {
            LOG.warn("X does not answer yet, and is tried again: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Why it follows no more; null as long as it does, or when it was told to stop. */
    @Nullable
    ConnectorException ended() {
        return ended;
    }

    @Override
    public void run() {
        try {
            while (true) {
                try {
                    follow();
                } catch (Trouble e) {
                    figures.disconnected();
                    coverage.lost();
                    pause(e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ConnectorException e) {
            LOG.error("The stream of X is followed no more: {}", e.getMessage());
            ended = e;
        } catch (RuntimeException e) {
            LOG.error("The stream of X is followed no more", e);
            ended = new ConnectorException(ConnectorException.Kind.BUG, "Following X failed: " + e, e);
        } finally {
            figures.disconnected();
        }
    }

    /** One connection, from its beginning to its end. */
    private void follow() throws Trouble, InterruptedException {
        if (!inStep) {
            rules.keepInStep(api);
            inStep = true;
        }
        Instant free = api.connectAfter();
        if (free != null && free.isAfter(time.now())) {
            LOG.warn("X allows no further connection before {}; until then this receiver waits", free);
            time.sleep(Duration.between(time.now(), free));
        }
        int minutes = coverage.minutes(time.now());
        Api.Connection connection = api.connect(minutes);
        try (Wire wire = connection.wire()) {
            figures.connected();
            LOG.info(
                    "Connected to the stream of X{}", minutes > 0 ? ", with " + minutes + " minutes of back-fill" : "");
            coverage.connected(time.now(), minutes, connection.begun()).ifPresent(this::report);
            Lines lines = new Lines(longestLine, this);
            while (true) {
                List<ByteBuffer> bytes = wire.next(patience);
                if (bytes.isEmpty()) {
                    // X may not have noticed, and hold the place for this very connection.
                    mayTakeOver = takesOver;
                    throw Trouble.network(
                            "nothing came for " + patience
                                    + " (option 'keepAliveTimeout'); X sends something every 20 s",
                            null);
                }
                coverage.alive(time.now());
                for (ByteBuffer some : bytes) {
                    lines.feed(some);
                }
            }
        }
    }

    @Override
    public void line(byte[] line) throws InterruptedException, Trouble {
        if (line.length == 0) {
            wentWell();
            coverage.caughtUp();
            return;
        }
        Message message = messages.read(line);
        if (message instanceof Message.Post post) {
            wentWell();
            take(post);
        } else if (message instanceof Message.End end) {
            throw end.why();
        } else if (message instanceof Message.Malformed malformed) {
            figures.refused(Refused.MALFORMED, malformed.why());
        } else if (message instanceof Message.Unknown unknown) {
            figures.refused(Refused.UNKNOWN, "a message of a kind that is not known: " + unknown.words());
        }
    }

    @Override
    public void tooLong(long bytes) {
        figures.refused(
                Refused.LINE_SIZE,
                "a line of " + bytes + " bytes, and option 'maxLineSize' allows " + longestLine + "; it is left out");
    }

    private void wentWell() {
        backoff.wentWell();
        mayTakeOver = false;
    }

    private void take(Message.Post post) throws InterruptedException {
        if (post.created() != null) {
            coverage.came(post.created(), time.now());
        }
        if (!ids.add(post.id())) {
            figures.duplicate();
        } else if (!waiting.offer(post)) {
            figures.held();
            coverage.held(time.now());
            LOG.warn(
                    "Posts come faster than they become durable, and fill 'maxWaitingBytes': nothing is read from X until"
                            + " there is room, and it may end the connection");
            waiting.put(post);
            coverage.alive(time.now());
        }
    }

    private void report(Gap gap) {
        figures.gap(gap);
        LOG.warn(
                "Posts from {} to {} ({}) are missing: nothing was received then, and {}",
                gap.from(),
                gap.to(),
                gap.length(),
                backfill > 0
                        ? "X sends no more than 'backfillMinutes' (" + backfill + ") again"
                        : "without back-fill (option 'backfillMinutes', for accounts that have it) X sends nothing again");
    }

    private void pause(Trouble trouble) throws InterruptedException {
        if (trouble.kind() == Trouble.Kind.TAKEN && mayTakeOver) {
            mayTakeOver = false;
            LOG.warn("The account's connection is taken, by what is left of an earlier receiver perhaps; it is ended");
            try {
                api.endOthers();
                return;
            } catch (Trouble | ConnectorException e) {
                // Small accounts may not do so.
                LOG.warn("The other connection could not be ended: {}", e.getMessage());
            }
        }
        // Somebody may have taken the rules away: that is what 409 says.
        inStep &= trouble.kind() != Trouble.Kind.HTTP;
        Duration pause = backoff.after(trouble, time.now());
        LOG.warn(
                "The stream of X is interrupted: {}; the next attempt is {}",
                Optional.ofNullable(trouble.getMessage()).orElse(""),
                pause.isZero() ? "at once" : "in " + pause);
        time.sleep(pause);
    }
}
