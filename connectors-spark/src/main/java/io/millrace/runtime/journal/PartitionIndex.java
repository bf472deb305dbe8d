package io.millrace.runtime.journal;

import io.millrace.api.DenseOffsets;
import java.io.IOException;
import java.time.Instant;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the driver knows of one receiver's segments. It lists them once; afterwards it asks for the next numbers alone, and
 * reads no more than the heads of those. One thread at a time.
 */
final class PartitionIndex {
    private final SegmentFiles files;
    private final TreeMap<Long, SegmentHead> known = new TreeMap<>();
    private long lowest;
    private long highest = -1;

    PartitionIndex(SegmentFiles files) throws IOException {
        this.files = files;
        long[] numbers = files.numbers();
        if (numbers.length > 0) {
            lowest = numbers[0];
            highest = numbers[numbers.length - 1];
        }
    }

    /** Takes note of segments that were sealed since. */
    void refresh() throws IOException {
        for (SegmentHead next = files.head(highest + 1); next != null; next = files.head(highest + 1)) {
            highest++;
            known.put(highest, next);
        }
    }

    /** The position of the first event that is still kept. It looks, because others may have removed segments. */
    long first() throws IOException {
        if (highest < 0) {
            return 0;
        }
        SegmentHead head = files.head(lowest);
        if (head == null) {
            long[] numbers = files.numbers();
            lowest = numbers.length == 0 ? highest : numbers[0];
            known.headMap(lowest).clear();
            head = head(lowest);
        }
        return head.first();
    }

    /** The position after the last event. */
    long end() throws IOException {
        return highest < 0 ? 0 : head(highest).end();
    }

    /** About how many bytes the events from a position on take, by those segments whose heads were read. */
    long bytesFrom(long position) throws IOException {
        long events = 0;
        long bytes = 0;
        for (SegmentHead head : known.descendingMap().values()) {
            if (head.end() <= position) {
                break;
            }
            events += head.count();
            bytes += head.bytes();
        }
        long waiting = end() - position;
        return events == 0 ? 0 : (long) ((double) bytes / events * waiting);
    }

    /**
     * Removes segments all of whose events are below a position, as many as there is time for; never the newest one, which
     * holds the numbers.
     */
    void remove(String below, Instant deadline) throws IOException {
        long position = DenseOffsets.number(below);
        while (lowest < highest && Instant.now().isBefore(deadline)) {
            SegmentHead head = find(lowest);
            if (head != null && head.end() > position) {
                return;
            }
            files.delete(lowest);
            known.remove(lowest);
            lowest++;
        }
    }

    private SegmentHead head(long number) throws IOException {
        SegmentHead head = find(number);
        if (head == null) {
            throw new IOException("The segment " + files.place(number)
                    + " was there and is gone; only the query may remove segments");
        }
        return head;
    }

    private @Nullable SegmentHead find(long number) throws IOException {
        SegmentHead head = known.get(number);
        if (head == null) {
            head = files.head(number);
            if (head != null) {
                known.put(number, head);
            }
        }
        return head;
    }
}
