package io.millrace.flume;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
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
        DENIED("denied"),
        CONNECTIONS("connections"),
        MALFORMED("malformed"),
        TIMEOUT("timeout"),
        EVENT_SIZE("eventSize"),
        BATCH_EVENTS("batchEvents"),
        BATCH_BYTES("batchBytes"),
        IDENTITY("identity"),
        BUSY("busy"),
        CLOSING("closing"),
        NOT_DURABLE("notDurable");

        private final String word;

        Reason(String word) {
            this.word = word;
        }
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

    /** The counts of the reasons that have occurred. */
    Map<String, Long> counts() {
        Map<String, Long> counts = new TreeMap<>();
        tallies.forEach((reason, tally) -> {
            long count = tally.count.get();
            if (count > 0) {
                counts.put(reason.word, count);
            }
        });
        return counts;
    }

    private Tally tally(Reason reason) {
        Tally tally = tallies.get(reason);
        if (tally == null) {
            throw new IllegalStateException("No tally of " + reason);
        }
        return tally;
    }
}
