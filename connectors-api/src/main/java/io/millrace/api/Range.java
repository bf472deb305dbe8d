package io.millrace.api;

import java.io.Serializable;
import java.util.Objects;

/**
 * The events of one partition from {@code start} (inclusive) to {@code end} (exclusive). Reading it always yields the same
 * events in the same order.
 *
 * @param partition the partition's id, {@code stream/part}
 * @param start the position of the first event; empty for the partition's beginning
 * @param end the position before which reading stops
 */
public record Range(String partition, String start, String end) implements Serializable {
    /** Checks that all parts are there. */
    public Range {
        Objects.requireNonNull(start, "start");
        Objects.requireNonNull(end, "end");
        Offsets.checkId(partition, "partition");
    }

    /** The name of the stream this range belongs to: the partition's id up to its last slash. */
    public String stream() {
        return Offsets.streamOf(partition);
    }

    /** The partition's name within its stream: the id after its last slash. */
    public String part() {
        return partition.substring(partition.lastIndexOf('/') + 1);
    }
}
