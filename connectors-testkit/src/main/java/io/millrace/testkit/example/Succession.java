package io.millrace.testkit.example;

import io.millrace.api.Advance;
import io.millrace.api.DataLossException;
import io.millrace.api.DenseOffsets;
import io.millrace.api.Offsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;

/**
 * Which partitions of a {@link MemoryLog} come into the offsets and which leave them. A closed partition that was read leaves
 * when the ones that go on for it enter; so one that is neither there itself nor has a successor there is new.
 */
final class Succession {
    private final SortedMap<String, Partition> partitions;

    Succession(SortedMap<String, Partition> partitions) {
        this.partitions = partitions;
    }

    /**
     * Moves no data: finished partitions leave, their successors and new partitions enter at their beginning. Where the log was
     * created anew all stay where they are, which {@link DenseOffsets} finds out.
     */
    Advance move(Offsets from, Offsets ends) {
        if (from.identities().keySet().stream().anyMatch(stream -> !from.sameIncarnation(stream, ends))) {
            return Advance.to(from);
        }
        checkNothingDropped(from);
        Set<String> finished = new TreeSet<>();
        return new Advance(withNew(withoutFinished(from, ends, finished), ends), finished);
    }

    /** The offsets with every partition that is still to be read, new ones at their beginning. */
    Offsets unread(Offsets from) {
        Offsets unread = from;
        for (String id : partitions.keySet()) {
            unread = isKnown(id, from) ? unread : withBeginning(unread, id);
        }
        return unread;
    }

    private Offsets withoutFinished(Offsets from, Offsets ends, Set<String> finished) {
        Offsets left = from;
        Deque<String> toCheck = new ArrayDeque<>(from.positions().keySet());
        while (!toCheck.isEmpty()) {
            String id = toCheck.remove();
            Partition partition = partitions.get(id);
            List<String> successors = successors(id);
            if (partition == null
                    || !partition.endsAt(DenseOffsets.number(left.position(id)))
                    || !ends.positions().keySet().containsAll(successors)) {
                continue;
            }
            for (String successor : successors) {
                if (!isKnown(successor, left)) {
                    left = withBeginning(left, successor);
                    toCheck.add(successor);
                }
            }
            left = left.without(id);
            if (from.positions().containsKey(id)) {
                finished.add(id);
            }
        }
        return left;
    }

    private Offsets withNew(Offsets from, Offsets ends) {
        Offsets with = from;
        for (Map.Entry<String, Partition> entry : partitions.entrySet()) {
            String id = entry.getKey();
            boolean enters = entry.getValue().replaces().isEmpty() && !isKnown(id, from);
            boolean matters = entry.getValue().first() < DenseOffsets.number(ends.position(id))
                    || !successors(id).isEmpty();
            with = enters && matters ? withBeginning(with, id) : with;
        }
        return with;
    }

    /** Whether a partition is in the offsets, or was read and left: then one that goes on for it is there. */
    private boolean isKnown(String id, Offsets offsets) {
        return offsets.positions().containsKey(id)
                || successors(id).stream().anyMatch(successor -> isKnown(successor, offsets));
    }

    private List<String> successors(String id) {
        return partitions.entrySet().stream()
                .filter(entry -> entry.getValue().replaces().equals(Optional.of(id)))
                .map(Map.Entry::getKey)
                .toList();
    }

    private Offsets withBeginning(Offsets offsets, String id) {
        Partition partition = partitions.get(id);
        return partition == null ? offsets : offsets.with(id, Long.toString(partition.first()));
    }

    private void checkNothingDropped(Offsets from) {
        List<String> losses = new ArrayList<>();
        Offsets resume = from;
        for (Map.Entry<String, String> entry : from.positions().entrySet()) {
            Partition partition = partitions.get(entry.getKey());
            if (partition != null && DenseOffsets.number(entry.getValue()) < partition.first()) {
                losses.add("'" + entry.getKey() + "' begins at " + partition.first() + ", after the saved offset "
                        + entry.getValue());
                resume = withBeginning(resume, entry.getKey());
            }
        }
        if (!losses.isEmpty()) {
            throw new DataLossException(String.join("; ", losses), resume);
        }
    }
}
