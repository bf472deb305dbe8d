package io.millrace.runtime.journal;

import io.millrace.api.DenseOffsets;
import io.millrace.runtime.journal.IdentityTable.Entry;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the driver knows of one receiver's segments. It lists them once; afterwards it asks for the next numbers alone, and
 * reads no more than the heads of those. One thread at a time.
 */
final class PartitionIndex {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionIndex.class);

    private final SegmentFiles files;
    private final TreeMap<Long, SegmentHead> known = new TreeMap<>();
    private long lowest;
    private long highest = -1;

    /**
     * An identified batch.
     *
     * @param first the position of its first event
     * @param end the position after its last event
     */
    record Placed(String sender, long number, long first, long end, long sealedMicros) {}

    PartitionIndex(SegmentFiles files) throws IOException {
        this.files = files;
        // What its writer left when the machine lost its power may have been acknowledged, and nobody else may come.
        files.settle();
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

    /** The identified batches that begin between two positions, in their order. */
    List<Placed> identified(long start, long end) throws IOException {
        List<Placed> found = new ArrayList<>();
        if (end > end()) {
            refresh();
        }
        for (long number = holding(start); number >= 0 && number <= highest; number++) {
            SegmentHead head = find(number);
            if (head != null && head.first() >= end) {
                break;
            }
            // What is gone is told to whoever reads it.
            for (Placed batch : head == null ? List.<Placed>of() : identified(number, head)) {
                if (batch.first() >= start && batch.first() < end) {
                    found.add(batch);
                }
            }
        }
        return found;
    }

    /** From which segment on {@link #recall} reads for a position; -1 if nothing was remembered there. */
    long recalledFrom(long position) throws IOException {
        long number = before(position);
        try {
            IdentityTable table = number < 0 ? null : files.identities(number);
            return table == null ? -1 : table.snapshot();
        } catch (DamagedSegmentException e) {
            return -1;
        }
    }

    /** Adds the identities that were remembered at a position. */
    void recall(long position, Identities to) throws IOException {
        long number = before(position);
        if (number < 0) {
            return;
        }
        try {
            IdentityHistory.recall(files, number, position, to);
        } catch (DamagedSegmentException e) {
            // Where data loss may pass, reading goes on behind the damage, and so must planning.
            LOG.warn("Repeats of some batches before {} will be taken as new: {}", position, e.getMessage());
        }
    }

    /** An end at or near the given one, in front of an identified batch that it would cut, or behind it if that is the first. */
    long uncut(long from, long end) throws IOException {
        if (end <= from || end >= end()) {
            return end;
        }
        long number = holding(end);
        if (number < 0) {
            return end;
        }
        for (Placed batch : identified(number, head(number))) {
            if (batch.first() < end && end < batch.end()) {
                return batch.first() > from ? batch.first() : batch.end();
            }
        }
        return end;
    }

    /**
     * Removes segments all of whose events are below a position, as many as there is time for; never the newest one, which
     * holds the numbers, nor those that say which identities came before the position.
     */
    void remove(String below, Instant deadline) throws IOException {
        long position = DenseOffsets.number(below);
        long kept = lowest;
        for (; kept < highest && Instant.now().isBefore(deadline); kept++) {
            SegmentHead head = find(kept);
            if (head != null && head.end() > position) {
                break;
            }
        }
        SegmentHead head = highest < 0 ? null : find(kept);
        IdentityTable table = head == null || !head.identified() ? null : files.identities(kept);
        long end = table == null ? kept : Math.min(kept, table.snapshot());
        for (; lowest < end && Instant.now().isBefore(deadline); lowest++) {
            files.delete(lowest);
            known.remove(lowest);
        }
    }

    /** The segment with the event before a position, if it is still there: that is the same one, whatever comes behind it. */
    private long before(long position) throws IOException {
        if (highest < 0 || position == 0) {
            return -1;
        }
        long number = holding(position - 1);
        return number < 0 ? holding(position) : number;
    }

    /** The segment that holds a position, or the newest one if that ends before it; -1 if the position is gone. */
    private long holding(long position) throws IOException {
        if (position >= end()) {
            return highest;
        }
        for (Map.Entry<Long, SegmentHead> one : known.descendingMap().entrySet()) {
            if (one.getValue().first() <= position) {
                if (position < one.getValue().end()) {
                    return one.getKey();
                }
                break;
            }
        }
        return SegmentFinder.find(files, position);
    }

    /** What the table of a segment says; nothing if it is damaged, which is told to whoever reads the segment. */
    private List<Placed> identified(long number, SegmentHead head) throws IOException {
        IdentityTable table = null;
        try {
            table = head.identified() ? files.identities(number) : null;
        } catch (DamagedSegmentException e) {
            LOG.warn("Batches are not compared with those before: {}", e.getMessage());
        }
        if (table == null) {
            return List.of();
        }
        List<Placed> batches = new ArrayList<>();
        for (Entry entry : table.entries()) {
            batches.add(new Placed(
                    entry.sender(),
                    entry.number(),
                    head.first() + entry.first(),
                    head.first() + entry.end(),
                    head.sealedMicros()));
        }
        return batches;
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
