package io.millrace.testkit.example;

import io.millrace.api.DenseOffsets;
import io.millrace.api.Event;
import io.millrace.api.Tail;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Follows one partition of a {@link MemoryLog}. */
final class MemoryTail implements Tail {
    private final MemoryLog log;
    private final String id;
    private final Partition partition;
    private long position;

    MemoryTail(MemoryLog log, String id, String start) {
        this.log = log;
        this.id = id;
        this.partition = log.partition(log.number(id));
        this.position = start.isEmpty() ? partition.first() : DenseOffsets.number(start);
        MemoryReader.checkThere(partition, id, position, Math.max(position, partition.first()));
    }

    @Override
    public @Nullable Event poll(Duration timeout) throws IOException {
        log.calls().happened(MemoryLog.Call.POLL);
        long deadline = System.nanoTime() + timeout.toNanos();
        synchronized (log) {
            while (position >= partition.end() && !ended()) {
                long millis = (deadline - System.nanoTime() + 999_999) / 1_000_000;
                if (millis <= 0) {
                    return null;
                }
                await(millis);
            }
            if (ended()) {
                return null;
            }
            MemoryReader.checkThere(partition, id, position, position + 1);
            return partition.event(position++);
        }
    }

    @Override
    public boolean ended() {
        return partition.endsAt(position);
    }

    @Override
    public String position() {
        return Long.toString(position);
    }

    @Override
    public void close() {}

    private void await(long millis) throws InterruptedIOException {
        try {
            log.wait(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while waiting for events of '" + id + "'");
        }
    }
}
