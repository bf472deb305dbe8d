package io.millrace.kinesis;

import java.io.IOException;
import java.time.Duration;

/** Asks for records again and again, not more often than the user wants. */
final class Polling implements Supply {
    private static final int LIMIT = 1_000;

    private final ShardCursor cursor;
    private final long interval;
    private long next = System.nanoTime();

    Polling(ShardCursor cursor, Duration interval) {
        this.cursor = cursor;
        this.interval = interval.toNanos();
    }

    @Override
    public void more(long nanos) throws IOException {
        var unused = ask(nanos);
    }

    /** Whether it was time to ask before the time to wait was over. */
    boolean ask(long nanos) throws IOException {
        long wait = next - System.nanoTime();
        if (wait > 0) {
            Pace.pause(Math.min(wait, nanos));
        }
        if (wait > nanos) {
            return false;
        }
        next = System.nanoTime() + interval;
        cursor.fetch(LIMIT);
        return true;
    }

    @Override
    public void close() {}
}
