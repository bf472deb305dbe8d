package io.millrace.flume;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The memory that requests of all senders hold at once. Beside its limit there is a window: narrow at first, wider with each
 * batch that became durable, and narrow again when one did not, or took long. Requests for which the window is too narrow wait in
 * line, unread, and so their senders wait. One at a time goes on beyond the window, so that there is always one that comes to
 * its end. Safe for many threads.
 */
final class WaitingBytes {
    /** How wide the window is at first, and how much wider it gets each time. */
    static final long STEP = 1 << 20;

    private final long limit;
    private final long widest;
    private final AtomicLong held = new AtomicLong();
    private final Deque<Turn> line = new ArrayDeque<>();
    private volatile long window;
    private volatile boolean hasLine;
    private volatile @Nullable Turn ahead;

    /** A request that may have to wait for its memory. */
    static final class Turn {
        private final Runnable ready;
        private long bytes;

        /** @param ready told, by any thread, that the bytes are taken that the request waited for */
        Turn(Runnable ready) {
            this.ready = ready;
        }
    }

    WaitingBytes(long limit) {
        this.limit = limit;
        // The rest is for the events, which are made of what came.
        this.widest = limit / 2;
        this.window = Math.min(STEP, widest);
    }

    /** Takes so many bytes, or none if that were too many. */
    boolean take(long bytes) {
        return takeWithin(limit, bytes);
    }

    /** Takes so many bytes of a request that is being read, or puts it in line and answers false. */
    boolean take(long bytes, Turn turn) {
        if (!hasLine && takeWithin(window, bytes)) {
            return true;
        }
        synchronized (line) {
            if ((line.isEmpty() || turn == ahead) && isAdmitted(turn, bytes)) {
                return true;
            }
            turn.bytes = bytes;
            if (turn == ahead) {
                line.addFirst(turn);
            } else {
                line.addLast(turn);
            }
            hasLine = true;
        }
        // What was given back meanwhile saw no line.
        admit();
        return false;
    }

    void give(long bytes) {
        held.addAndGet(-bytes);
        if (hasLine) {
            admit();
        }
    }

    /** The request is over, or waits no more. Answers whether it was in line; if not, it has what it waited for. */
    boolean leave(Turn turn) {
        if (turn != ahead && !hasLine) {
            return false;
        }
        boolean waited;
        synchronized (line) {
            waited = line.remove(turn);
            if (turn == ahead) {
                ahead = null;
            }
        }
        admit();
        return waited;
    }

    /** A batch has become durable, in good time. */
    void widen() {
        if (window < widest) {
            synchronized (line) {
                window = Math.min(widest, window + STEP);
            }
            admit();
        }
    }

    /** A batch has not become durable, or not in good time. */
    void narrow() {
        synchronized (line) {
            window = Math.min(STEP, widest);
        }
    }

    long held() {
        return held.get();
    }

    Refusal refusal() {
        return new Refusal(
                Refusals.Reason.BUSY,
                "this receiver holds " + held + " bytes of batches that are not durable yet, and may hold " + limit
                        + ", at the moment " + window + "; send again later");
    }

    private void admit() {
        synchronized (line) {
            for (Turn first = line.peek(); first != null && isAdmitted(first, first.bytes); first = line.peek()) {
                line.remove();
                first.ready.run();
            }
            hasLine = !line.isEmpty();
        }
    }

    private boolean isAdmitted(Turn turn, long bytes) {
        if (takeWithin(window, bytes)) {
            return true;
        }
        if ((ahead == null || ahead == turn) && takeWithin(limit, bytes)) {
            ahead = turn;
            return true;
        }
        return false;
    }

    private boolean takeWithin(long most, long bytes) {
        if (held.addAndGet(bytes) <= most) {
            return true;
        }
        held.addAndGet(-bytes);
        return false;
    }
}
