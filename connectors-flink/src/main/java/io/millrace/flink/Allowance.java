package io.millrace.flink;

import java.util.concurrent.TimeUnit;

/**
 * How many bytes a task may hold until its next checkpoint. Half of them are free; from there on the task is slowed down so that
 * what is left lasts for another checkpoint's time, however long that is. It is never stopped, because a checkpoint comes
 * through the same thread, behind the events that are before it. Used by the task's thread alone.
 */
final class Allowance {
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    /** Shorter ones are saved up. */
    private static final long SHORTEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final long most;
    private long interval = TimeUnit.SECONDS.toNanos(1);
    private long begun;
    private long held;
    private double due;

    Allowance(long most, long now) {
        this.most = most;
        this.begun = now;
    }

    /** Says how many nanoseconds to wait after these bytes. */
    long take(int bytes) {
        held += bytes;
        if (held <= most / 2) {
            return 0;
        }
        due += (double) interval * bytes / Math.max(1, most - held);
        if (due < SHORTEST_PAUSE_NANOS) {
            return 0;
        }
        long pause = Math.min((long) due, LONGEST_PAUSE_NANOS);
        due = 0;
        return pause;
    }

    /** All that is held goes into a checkpoint. */
    void checkpoint(long now) {
        interval = now - begun;
        begun = now;
        held = 0;
        due = 0;
    }
}
