package io.millrace.runtime.journal;

import io.millrace.api.DenseOffsets;
import io.millrace.api.Offsets;
import io.millrace.api.Range;
import io.millrace.runtime.journal.PartitionIndex.Placed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Leaves out of a plan what is there a second time: batches whose identity was remembered at the plan's beginning in any
 * partition, or seen before in the plan itself. That depends on the offsets and the segments alone, so a plan that is made again
 * is the same: where a receiver forgot, so does this. Used by one thread.
 */
final class Repeats {
    private final Identities seen;
    /** Up to where {@link #seen} holds all, by partition. */
    private SortedMap<String, Long> at = new TreeMap<>();
    /** From which segments on it was read, by partition. */
    private SortedMap<String, Long> from = new TreeMap<>();

    /** @param most the most spans that are remembered */
    Repeats(int most) {
        this.seen = new Identities(most);
    }

    /** The ranges of a plan up to some offsets, without what is there a second time. */
    List<Range> without(SortedMap<String, PartitionIndex> partitions, List<Range> plan, Offsets to) throws IOException {
        SortedMap<String, Long> starts = numbers(partitions, to);
        plan.forEach(range -> starts.put(range.partition(), DenseOffsets.number(range.start())));
        SortedMap<String, Long> reading = new TreeMap<>();
        for (Map.Entry<String, PartitionIndex> partition : partitions.entrySet()) {
            long start = starts.getOrDefault(partition.getKey(), 0L);
            reading.put(partition.getKey(), partition.getValue().recalledFrom(start));
        }
        if (!starts.equals(at) || !reading.equals(from)) {
            seen.clear();
            for (Map.Entry<String, Long> start : starts.entrySet()) {
                PartitionIndex partition = partitions.get(start.getKey());
                if (partition != null) {
                    partition.recall(start.getValue(), seen);
                }
            }
        }
        // Whatever fails in between is begun anew.
        at = new TreeMap<>();
        from = reading;
        List<Range> left = new ArrayList<>();
        for (Range range : plan) {
            PartitionIndex partition = partitions.get(range.partition());
            if (partition == null) {
                left.add(range);
            } else {
                leave(range, partition, left);
            }
        }
        at = numbers(partitions, to);
        return left;
    }

    private void leave(Range range, PartitionIndex partition, List<Range> left) throws IOException {
        long start = DenseOffsets.number(range.start());
        long end = DenseOffsets.number(range.end());
        long from = start;
        for (Placed batch : partition.identified(start, end)) {
            if (!seen.contains(batch.sender(), batch.number())) {
                seen.add(batch.sender(), batch.number(), batch.sealedMicros());
                continue;
            }
            if (from < batch.first()) {
                left.add(
                        from == start ? range(range, range.start(), batch.first()) : range(range, from, batch.first()));
            }
            from = Math.min(end, batch.end());
        }
        if (from == start) {
            left.add(range);
        } else if (from < end) {
            left.add(range(range, from, end));
        }
    }

    private static Range range(Range of, long start, long end) {
        return range(of, Long.toString(start), end);
    }

    private static Range range(Range of, String start, long end) {
        return new Range(of.partition(), start, Long.toString(end));
    }

    private static SortedMap<String, Long> numbers(SortedMap<String, PartitionIndex> partitions, Offsets at) {
        SortedMap<String, Long> numbers = new TreeMap<>();
        partitions.keySet().forEach(partition -> numbers.put(partition, DenseOffsets.number(at.position(partition))));
        return numbers;
    }
}
