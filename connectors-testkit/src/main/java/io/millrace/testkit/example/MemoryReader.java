package io.millrace.testkit.example;

import io.millrace.api.DataLossException;
import io.millrace.api.DenseOffsets;
import io.millrace.api.Event;
import io.millrace.api.Offsets;
import io.millrace.api.Range;
import io.millrace.api.RangeReader;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one range of a {@link MemoryLog}. */
final class MemoryReader implements RangeReader {
    private final MemoryLog log;
    private final Range range;
    private final Partition partition;
    private final long end;
    private long position;

    MemoryReader(MemoryLog log, Range range) {
        this.log = log;
        this.range = range;
        this.partition = log.partition(log.number(range.partition()));
        this.position = range.start().isEmpty() ? partition.first() : DenseOffsets.number(range.start());
        this.end = DenseOffsets.number(range.end());
        checkThere(partition, range.partition(), position, end);
    }

    @Override
    public @Nullable Event next() throws IOException {
        log.calls().happened(MemoryLog.Call.NEXT);
        if (position >= end) {
            return null;
        }
        checkThere(partition, range.partition(), position, end);
        return partition.event(position++);
    }

    @Override
    public String position() {
        return Long.toString(position);
    }

    @Override
    public void close() {}

    static void checkThere(Partition partition, String id, long from, long to) {
        if (from < partition.first() && from < to) {
            throw loss(id, from, Math.min(partition.first(), to));
        }
        if (from < to && to > partition.end()) {
            throw loss(id, partition.end(), to);
        }
    }

    private static DataLossException loss(String id, long gone, long there) {
        return new DataLossException(
                "Event " + gone + " of '" + id + "' is gone; reading can go on at " + there,
                Offsets.of(Map.of(id, Long.toString(there))));
    }
}
