package io.millrace.kafka;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The consumers of this JVM that nobody uses at the moment. Whoever takes one owns it until he gives it back, so two readers
 * never share one; one that failed is not given back. Safe for many threads.
 */
final class ConsumerPool {
    /** The one of this JVM. */
    static final ConsumerPool SHARED = new ConsumerPool(64, Duration.ofMinutes(5), System::nanoTime);

    private static final Logger LOG = LoggerFactory.getLogger(ConsumerPool.class);

    /**
     * How long left-over records are good for. A topic may be deleted and created again while a consumer is idle, and what is
     * left over from the old one must not pass for the new one's records.
     */
    private static final Duration FRESH = Duration.ofSeconds(10);

    private final int most;
    private final long keptNanos;
    private final LongSupplier clock;
    private final Deque<Idle> idle = new ArrayDeque<>(); // the one idle for longest first
    private boolean sweepIsDue;

    private record Idle(PartitionConsumer consumer, long since) {}

    /**
     * A pool.
     *
     * @param most how many consumers may be idle
     * @param kept how long one may be idle
     * @param clock nanoseconds that only grow
     */
    ConsumerPool(int most, Duration kept, LongSupplier clock) {
        this.most = most;
        this.keptNanos = kept.toNanos();
        this.clock = clock;
    }

    /** A consumer that stands at {@code start}: one that does already, or else one that goes there, or else a new one. */
    PartitionConsumer take(ConsumerKey key, long start, Supplier<PartitionConsumer> maker) {
        Idle found = find(key, start);
        PartitionConsumer consumer = found == null ? maker.get() : found.consumer();
        boolean stale = found != null && clock.getAsLong() - found.since() > FRESH.toNanos();
        if (consumer.position() != start || stale) {
            consumer.seek(start);
        }
        return consumer;
    }

    /** Takes back a consumer that works. */
    void give(PartitionConsumer consumer) {
        List<PartitionConsumer> dropped = new ArrayList<>();
        synchronized (this) {
            idle.addLast(new Idle(consumer, clock.getAsLong()));
            while (idle.size() > most) {
                dropped.add(idle.removeFirst().consumer());
            }
            scheduleSweep();
        }
        dropped.forEach(ConsumerPool::close);
    }

    /** Closes a consumer that failed, or is not needed any more. */
    static void close(PartitionConsumer consumer) {
        try {
            consumer.close();
        } catch (RuntimeException e) {
            LOG.debug("A consumer of {} did not close cleanly", consumer.key().partition(), e);
        }
    }

    /** How many consumers are idle. */
    synchronized int size() {
        return idle.size();
    }

    /** Closes the consumers that were idle for too long. */
    void sweep() {
        List<PartitionConsumer> dropped = new ArrayList<>();
        synchronized (this) {
            sweepIsDue = false;
            while (!idle.isEmpty() && clock.getAsLong() - idle.getFirst().since() >= keptNanos) {
                dropped.add(idle.removeFirst().consumer());
            }
            scheduleSweep();
        }
        dropped.forEach(ConsumerPool::close);
    }

    private synchronized @Nullable Idle find(ConsumerKey key, long start) {
        Idle any = null;
        for (Iterator<Idle> all = idle.descendingIterator(); all.hasNext(); ) {
            Idle one = all.next();
            if (!one.consumer().key().equals(key)) {
                continue;
            }
            if (one.consumer().position() == start) {
                all.remove();
                return one;
            }
            any = one;
        }
        if (any != null) {
            idle.remove(any);
        }
        return any;
    }

    private synchronized void scheduleSweep() {
        if (!sweepIsDue && !idle.isEmpty()) {
            sweepIsDue = true;
            CompletableFuture.delayedExecutor(keptNanos, TimeUnit.NANOSECONDS).execute(this::sweep);
        }
    }
}
