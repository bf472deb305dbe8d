package io.millrace.api;

import java.util.Objects;
import java.util.Set;

/**
 * Where planning got to.
 *
 * @param end the offsets at which the next batch ends
 * @param finished partitions of the old offsets that are read to their end for good (a closed shard) and are left out of
 *     {@code end}; every other partition of the old offsets is in {@code end}
 */
public record Advance(Offsets end, Set<String> finished) {
    /** Copies the set. */
    public Advance {
        Objects.requireNonNull(end, "end");
        finished = Set.copyOf(finished);
    }

    /** An advance in which no partition came to its end. */
    public static Advance to(Offsets end) {
        return new Advance(end, Set.of());
    }
}
