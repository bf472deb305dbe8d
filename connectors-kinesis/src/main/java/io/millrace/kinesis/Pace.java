package io.millrace.kinesis;

import java.io.InterruptedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * How often one shard may be asked for records: a second's worth at once, and then evenly. All that reads a shard in this JVM, the
 * planner and its readers, shares one. Safe for many threads.
 */
final class Pace {
    private static final Map<String, Pace> SHARED = new ConcurrentHashMap<>();

    private final long interval;
    private final long burst;
    private long next = System.nanoTime();

    /** A pace of so many calls a second. */
    Pace(long perSecond) {
        this.interval = TimeUnit.SECONDS.toNanos(1) / perSecond;
        this.burst = interval * (perSecond - 1);
    }

    /** The pace that all share who name the same shard. */
    static Pace of(String shard, long perSecond) {
        return SHARED.computeIfAbsent(shard + " " + perSecond, name -> new Pace(perSecond));
    }

    /** Returns when a call may be made. */
    void take() throws InterruptedIOException {
        long wait = reserve(System.nanoTime());
        if (wait > 0) {
            pause(wait);
        }
    }

    /** How long a caller must wait that came at {@code now}; its turn is taken. */
    synchronized long reserve(long now) {
        long turn = Math.max(next, now - burst);
        next = turn + interval;
        return Math.max(0, turn - now);
    }

    /** Waits; an interrupt ends it. */
    static void pause(long nanos) throws InterruptedIOException {
        try {
            TimeUnit.NANOSECONDS.sleep(nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted = new InterruptedIOException("Interrupted while waiting for Kinesis");
            interrupted.initCause(e);
            throw interrupted;
        }
    }
}
