package io.millrace.runtime.lookup;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What waits to be asked, handed out in requests: as soon as one is full, or its oldest part has waited long enough. What comes
 * while all who ask are busy waits longer and makes fuller requests. Safe for many threads.
 *
 * @param <A> what is asked
 */
final class Requests<A> {
    private final int most;
    private final long maxWaitNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition worth = lock.newCondition();
    private final ArrayDeque<Waiting<A>> waiting = new ArrayDeque<>();
    private boolean closed;

    private record Waiting<A>(A asked, long since) {}

    Requests(int most, long maxWaitNanos) {
        this.most = most;
        this.maxWaitNanos = maxWaitNanos;
    }

    /** Adds something; false if nobody hands it out any more. */
    boolean add(A asked) {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            waiting.add(new Waiting<>(asked, System.nanoTime()));
            if (waiting.size() == 1 || waiting.size() % most == 0) {
                worth.signal();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** The next request, waited for; empty once closed and all is handed out. */
    List<A> take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                Waiting<A> first = waiting.peek();
                if (first == null) {
                    if (closed) {
                        return List.of();
                    }
                    worth.await();
                    continue;
                }
                long left = first.since() + maxWaitNanos - System.nanoTime();
                if (waiting.size() >= most || left <= 0 || closed) {
                    return request();
                }
                worth.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes nothing more. */
    void close() {
        lock.lock();
        try {
            closed = true;
            worth.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private List<A> request() {
        List<A> request = new ArrayList<>(Math.min(most, waiting.size()));
        while (request.size() < most && !waiting.isEmpty()) {
            request.add(waiting.remove().asked());
        }
        if (!waiting.isEmpty()) {
            worth.signal();
        }
        return request;
    }
}
