package io.millrace.runtime.lookup;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Arrivals of a task whose rows may be long in coming: a thread of its own waits for them, so that those that are there are
 * handed out meanwhile.
 */
final class FedArrivals<T, V> implements Arrivals<T, V> {
    private static final Logger LOG = LoggerFactory.getLogger(FedArrivals.class);
    private static final long PATIENCE_MILLIS = TimeUnit.SECONDS.toMillis(10);
    private static final int AT_ONCE = 256;

    private final BlockingQueue<Step<T, V>> queue;
    private final ArrayDeque<Step<T, V>> taken = new ArrayDeque<>();
    private final Thread feeder;
    private volatile boolean closed;

    /** A row, or the end with what caused it. */
    private record Step<T, V>(
            @Nullable Pending<T, V> row, @Nullable Throwable failure) {}

    /**
     * Starts to take rows.
     *
     * @param begin what the feeding thread does first
     */
    FedArrivals(Iterator<T> rows, Function<T, Pending<T, V>> ask, int ahead, Runnable begin) {
        this.queue = new ArrayBlockingQueue<>(ahead);
        this.feeder =
                new Thread(() -> feed(rows, ask, begin), Thread.currentThread().getName() + " look-up");
        feeder.setDaemon(true);
        feeder.start();
    }

    @Override
    public @Nullable Pending<T, V> next() throws InterruptedException {
        Step<T, V> step = taken.poll();
        if (step == null) {
            step = queue.take();
            queue.drainTo(taken, AT_ONCE);
        }
        if (step.row() == null) {
            taken.addFirst(step); // the end stays the end
            if (step.failure() != null) {
                FedArrivals.<RuntimeException>rethrow(step.failure());
            }
        }
        return step.row();
    }

    /** Ends the feeding, before what it reads from is closed. */
    @Override
    public void close() {
        closed = true;
        feeder.interrupt();
        try {
            feeder.join(PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (feeder.isAlive()) {
            LOG.warn("Thread '{}' still waits for rows that nobody wants any more", feeder.getName());
        }
    }

    private void feed(Iterator<T> rows, Function<T, Pending<T, V>> ask, Runnable begin) {
        Throwable failure = null;
        try {
            begin.run();
            while (!closed && rows.hasNext()) {
                queue.put(new Step<>(ask.apply(rows.next()), null));
            }
        } catch (Throwable e) { // whatever it is, the task must fail with it
            failure = e;
        }
        try {
            if (!closed) {
                queue.put(new Step<>(null, failure));
            }
        } catch (InterruptedException e) {
            LOG.debug("Nobody waits for the end of '{}'", feeder.getName(), e);
        }
    }

    /** Spark's own failures are checked ones that no method here declares, and must stay what they are. */
    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void rethrow(Throwable failure) throws E {
        throw (E) failure;
    }
}
