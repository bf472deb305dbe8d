package io.millrace.runtime.journal;

import io.millrace.api.DataLossException;
import io.millrace.api.NumberedEvent;
import io.millrace.api.Offsets;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a partition from a position on, segment by segment, and opens only those that it needs. Used by one thread. */
final class SegmentCursor {
    private final String partition;
    private final SegmentFiles files;
    private final long end;
    private long number;
    private long position;
    private @Nullable Segment segment;

    /**
     * A cursor at a position.
     *
     * @param end the position before which reading stops
     * @throws DataLossException if the position is below the first event that is kept
     */
    SegmentCursor(String partition, SegmentFiles files, long position, long end) throws IOException {
        this.partition = partition;
        this.files = files;
        this.position = position;
        this.end = end;
        this.number = SegmentFinder.find(files, position);
        if (number < 0) {
            throw lost(files.numbers(), 0);
        }
    }

    long position() {
        return position;
    }

    /**
     * The next event; null at the end, or if none is sealed yet.
     *
     * @throws DataLossException if it was sealed and is gone
     */
    @Nullable
    NumberedEvent next() throws IOException {
        if (position >= end) {
            return null;
        }
        Segment open = segment;
        while (open == null || !open.hasNext()) {
            segment = null;
            open = read();
            if (open == null) {
                return null;
            }
            segment = open;
        }
        position++;
        return open.next();
    }

    /** The segment of this number, which the next call leaves behind; null if it is not sealed yet. */
    private @Nullable Segment read() throws IOException {
        Segment read = readOrNull();
        if (read == null) {
            long[] numbers = files.numbers();
            boolean passed = numbers.length > 0 && numbers[numbers.length - 1] >= number;
            // Between the two looks it may have been sealed.
            read = passed ? readOrNull() : null;
            if (read == null && (passed || (numbers.length == 0 && (number > 0 || end < Long.MAX_VALUE)))) {
                throw lost(numbers, number);
            }
        }
        if (read != null) {
            if (read.head().first() > position) {
                throw lost(read.head().first());
            }
            SegmentFinder.remember(files, number, read.head().first());
            read.skipTo(position);
            number++;
        }
        return read;
    }

    private @Nullable Segment readOrNull() throws IOException {
        try {
            return files.read(number);
        } catch (DamagedSegmentException damage) {
            // A segment whose events are damaged can be passed over, because the next one says where it begins.
            SegmentHead next = files.head(number + 1);
            if (next == null || next.first() <= position) {
                throw damage;
            }
            String message = String.valueOf(damage.getMessage());
            throw new DataLossException(message, resume(next.first()));
        }
    }

    private DataLossException lost(long[] numbers, long from) throws IOException {
        for (long one : numbers) {
            SegmentHead head = one < from ? null : files.head(one);
            if (head != null && head.first() > position) {
                return lost(head.first());
            }
        }
        return lost(end);
    }

    private DataLossException lost(long resume) {
        return new DataLossException(
                "Events of '" + partition + "' from " + position + " on are gone from " + files.directory()
                        + (resume < end ? "; what is left begins at " + resume : ""),
                resume(resume));
    }

    private Offsets resume(long at) {
        return Offsets.of(Map.of(partition, Long.toString(Math.min(at, end))));
    }
}
