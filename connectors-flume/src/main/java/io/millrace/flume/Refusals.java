package io.millrace.flume;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what was not taken, by reason, and logs each reason once in a while, with its count. Safe for many threads. */
final class Refusals {
    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
    private static final long QUIET = Duration.ofSeconds(10).toNanos();

    /** Why something was not taken. */
    enum Reason {
        DENIED,
        CONNECTIONS,
        MALFORMED,
        TIMEOUT,
        EVENT_SIZE,
        BATCH_EVENTS,
        BATCH_BYTES,
        BUSY,
        CLOSING,
        NOT_DURABLE
    }

    private static final class Tally {
        private final AtomicLong count = new AtomicLong();
        private final AtomicLong quietUntil = new AtomicLong(System.nanoTime());
    }

    private final Map<Reason, Tally> tallies = new EnumMap<>(Reason.class);

    Refusals() {
        for (Reason reason : Reason.values()) {
            tallies.put(reason, new Tally());
        }
    }

    void count(Reason reason, Object who, String what, @Nullable Throwable cause) {
        Tally tally = tally(reason);
        long count = tally.count.incrementAndGet();
        long quietUntil = tally.quietUntil.get();
        long now = System.nanoTime();
        if (now - quietUntil >= 0 && tally.quietUntil.compareAndSet(quietUntil, now + QUIET)) {
            LOG.warn("Not taken from {}: {} ({} {} so far)", who, what, count, reason, cause);
        }
    }

    long count(Reason reason) {
        return tally(reason).count.get();
    }

    private Tally tally(Reason reason) {
        Tally tally = tallies.get(reason);
        if (tally == null) {
            throw new IllegalStateException("No tally of " + reason);
        }
        return tally;
    }
}
