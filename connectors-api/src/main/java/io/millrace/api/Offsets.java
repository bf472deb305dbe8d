package io.millrace.api;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A place in every partition of a log: the next position to read. Immutable and sorted, so that equal offsets print alike.
 *
 * <p>Partition ids have the form {@code stream/part} ({@code orders/0}); a log of a single stream may leave the stream
 * out. Positions are text that only the connector understands; the empty position is the partition's beginning. An
 * identity tells one incarnation of a stream from another of the same name (a topic's id, a stream's time of creation), so
 * that a stream deleted and created again is noticed even when it holds more events than the saved offset says.
 *
 * @param positions the next position to read, by partition id
 * @param identities the identity of each stream that has one, by stream name
 */
public record Offsets(SortedMap<String, String> positions, SortedMap<String, String> identities)
        implements Serializable {
    /** Offsets of a log without partitions. */
    public static final Offsets NONE = of(Map.of());

    /** Copies both maps and checks the ids. */
    public Offsets {
        positions = Collections.unmodifiableSortedMap(new TreeMap<>(positions));
        identities = Collections.unmodifiableSortedMap(new TreeMap<>(identities));
        positions.forEach((partition, position) -> {
            checkId(partition, "partition");
            Objects.requireNonNull(position, partition);
        });
        identities.keySet().forEach(stream -> checkId(stream, "stream"));
    }

    /** Offsets of streams that have no identity beyond their names. */
    public static Offsets of(Map<String, String> positions) {
        return new Offsets(new TreeMap<>(positions), Collections.emptySortedMap());
    }

    /** The next position to read in {@code partition}; empty, meaning its beginning, if it is not here. */
    public String position(String partition) {
        return positions.getOrDefault(partition, "");
    }

    /** These offsets with one partition moved. */
    public Offsets with(String partition, String position) {
        SortedMap<String, String> moved = new TreeMap<>(positions);
        moved.put(partition, position);
        return new Offsets(moved, identities);
    }

    /** These offsets without one partition. */
    public Offsets without(String partition) {
        SortedMap<String, String> kept = new TreeMap<>(positions);
        kept.remove(partition);
        return new Offsets(kept, identities);
    }

    /** These offsets without a stream: its partitions are new ones from here, read from their beginning. */
    public Offsets withoutStream(String stream) {
        SortedMap<String, String> kept = new TreeMap<>(positions);
        kept.keySet().removeIf(partition -> streamOf(partition).equals(stream));
        SortedMap<String, String> named = new TreeMap<>(identities);
        named.remove(stream);
        return new Offsets(kept, named);
    }

    /** The ranges between these offsets and {@code end} whose ends differ, in the order of their partitions. */
    public List<Range> rangesTo(Offsets end) {
        List<Range> ranges = new ArrayList<>();
        end.positions.forEach((partition, to) -> {
            String from = startFor(partition, end);
            if (!from.equals(to)) {
                ranges.add(new Range(partition, from, to));
            }
        });
        return ranges;
    }

    /** Where a range up to {@code end} starts: at the beginning if the stream was created anew in between. */
    String startFor(String partition, Offsets end) {
        String stream = streamOf(partition);
        return sameIncarnation(stream, end) ? position(partition) : "";
    }

    /** Whether {@code stream} has the same identity in both offsets; a stream without one in either is the same. */
    public boolean sameIncarnation(String stream, Offsets other) {
        String mine = identities.get(stream);
        String theirs = other.identities.get(stream);
        return mine == null || theirs == null || mine.equals(theirs);
    }

    /** The stream's name in a partition id: what is before the last slash; empty if there is none. */
    public static String streamOf(String partition) {
        int slash = partition.lastIndexOf('/');
        return slash < 0 ? "" : partition.substring(0, slash);
    }

    static void checkId(String id, String what) {
        Objects.requireNonNull(id, what);
        if (id.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("The " + what + " id holds a control character: '" + id + "'");
        }
    }
}
