package io.millrace.runtime.journal;

import io.millrace.api.DenseOffsets;
import io.millrace.api.Event;
import io.millrace.api.Tail;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Follows one partition of a journal by looking for its next segment again and again. */
final class JournalTail implements Tail {
    private final SegmentCursor cursor;
    private final long pauseNanos;

    JournalTail(String partition, String start, SegmentFiles files) throws IOException {
        this.cursor = new SegmentCursor(partition, files, DenseOffsets.number(start), Long.MAX_VALUE);
        this.pauseNanos = files.directory().pause().toNanos();
    }

    @Override
    public @Nullable Event poll(Duration timeout) throws IOException {
        long begun = System.nanoTime();
        Event event = cursor.next();
        long left = timeout.toNanos();
        while (event == null && left > 0 && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(this, Math.min(left, pauseNanos));
            event = cursor.next();
            left = timeout.toNanos() - (System.nanoTime() - begun);
        }
        return event;
    }

    @Override
    public boolean ended() {
        return false;
    }

    @Override
    public String position() {
        return Long.toString(cursor.position());
    }

    @Override
    public void close() {}
}
