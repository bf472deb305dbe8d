package io.millrace.spark.dstream;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The rate limit of a receiver, for batches as for single events: a batch is let through when what came before it is paid
 * for, and itself is paid for afterwards. Safe for many threads.
 */
final class RateLimit {
    private static final double NANOS_PER_SECOND = 1e9;

    private final LongSupplier perSecond;
    private final LongSupplier clock;
    private long free;

    /**
     * A limit.
     *
     * @param perSecond the rate of the moment, {@link Long#MAX_VALUE} for none
     * @param clock nanoseconds, as {@link System#nanoTime} tells them
     */
    RateLimit(LongSupplier perSecond, LongSupplier clock) {
        this.perSecond = perSecond;
        this.clock = clock;
        this.free = clock.getAsLong();
    }

    /** Waits until so many events may pass. */
    void acquire(int events) throws InterruptedException {
        long wait = reserve(events);
        if (wait > 0) {
            TimeUnit.NANOSECONDS.sleep(wait);
        }
    }

    /** Takes the next free moment for so many events and answers how many nanoseconds it is away. */
    synchronized long reserve(int events) {
        long now = clock.getAsLong();
        long start = free - now > 0 ? free : now;
        long rate = perSecond.getAsLong();
        free = rate == Long.MAX_VALUE ? start : start + (long) (events * NANOS_PER_SECOND / Math.max(1, rate));
        return start - now;
    }

    /** The most events that a block should hold, so that the limit is felt evenly. */
    int block(int most) {
        return (int) Math.max(1, Math.min(most, perSecond.getAsLong()));
    }
}
