package io.millrace.runtime.journal;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The thread of a journal: takes all puts that wait, seals them as one segment, and answers them all. */
final class Committer implements Runnable {
    private final SegmentWriter writer;
    private final long segmentBytes;
    private final long lingerNanos;
    private final Consumer<Put> answered;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Deque<Put> queue = new ArrayDeque<>();
    private long queuedBytes;
    private boolean closed;
    private @Nullable IOException ended;

    /** @param answered told of each put once its answer is given */
    Committer(SegmentWriter writer, long segmentBytes, Duration linger, Consumer<Put> answered) {
        this.writer = writer;
        this.segmentBytes = segmentBytes;
        this.lingerNanos = linger.toNanos();
        this.answered = answered;
    }

    void add(Put put) {
        lock.lock();
        try {
            if (!closed && ended == null) {
                queue.add(put);
                queuedBytes += put.events().length();
                if (queue.size() == 1 || queuedBytes >= segmentBytes) {
                    arrived.signal();
                }
                return;
            }
        } finally {
            lock.unlock();
        }
        IOException why = ended();
        fail(
                List.of(put),
                why == null
                        ? new IOException(
                                "The journal " + writer + " is closed: its receiver stops. Nothing was kept of"
                                        + " these events; send them again")
                        : why);
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            arrived.signal();
        } finally {
            lock.unlock();
        }
    }

    @Nullable
    IOException ended() {
        lock.lock();
        try {
            return ended;
        } finally {
            lock.unlock();
        }
    }

    int waiting() {
        lock.lock();
        try {
            return queue.size();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void run() {
        for (List<Put> group = next(); !group.isEmpty(); group = next()) {
            seal(group);
        }
    }

    private void seal(List<Put> group) {
        List<EventBuffer> events = group.stream().map(Put::events).toList();
        try {
            writer.seal(events);
        } catch (FencedException e) {
            end(e);
            fail(group, e);
            return;
        } catch (IOException | RuntimeException e) {
            fail(group, e instanceof IOException io ? io : new IOException(e));
            return;
        } catch (Error e) {
            IOException why = new IOException("The journal " + writer + " ended by " + e, e);
            end(why);
            fail(group, why);
            throw e;
        }
        group.forEach(put -> {
            put.succeed();
            answered.accept(put);
        });
    }

    /** Waits for puts and takes as many as make a segment; empty once the journal is closed and nothing waits. */
    private List<Put> next() {
        lock.lock();
        try {
            while (queue.isEmpty() && !closed && ended == null) {
                arrived.awaitUninterruptibly();
            }
            linger();
            List<Put> group = new ArrayList<>();
            long bytes = 0;
            for (Put put = queue.peek();
                    put != null && (group.isEmpty() || bytes + put.events().length() <= segmentBytes);
                    put = queue.peek()) {
                group.add(queue.remove());
                bytes += put.events().length();
            }
            queuedBytes -= bytes;
            return group;
        } finally {
            lock.unlock();
        }
    }

    private void linger() {
        long left = lingerNanos;
        try {
            while (left > 0 && !closed && !queue.isEmpty() && queuedBytes < segmentBytes) {
                left = arrived.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            // Nobody interrupts this thread; what is gathered is sealed.
            Thread.currentThread().interrupt();
        }
    }

    /** From now on nothing is taken; what waits fails too. */
    private void end(IOException why) {
        List<Put> waiting;
        lock.lock();
        try {
            ended = why;
            waiting = new ArrayList<>(queue);
            queue.clear();
        } finally {
            lock.unlock();
        }
        fail(waiting, why);
    }

    private void fail(List<Put> puts, IOException why) {
        puts.forEach(put -> {
            put.fail(why);
            answered.accept(put);
        });
    }
}
