package io.millrace.api;

import java.time.Instant;
import java.util.Collections;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/** Where a bounded read of a log stops. */
public sealed interface StopAt {
    /** After the newest event there is at the moment of asking. */
    record Now() implements StopAt {}

    /**
     * Before the first event at or after an instant; the newest event there is now if none is that young.
     *
     * @param instant the instant
     */
    record At(Instant instant) implements StopAt {
        /** Checks that the instant is there. */
        public At {
            Objects.requireNonNull(instant, "instant");
        }
    }

    /**
     * An instant for each partition, with the meaning of {@link At}.
     *
     * @param instants the instants by partition id; a partition that is not named is read to its end
     */
    record AtEach(SortedMap<String, Instant> instants) implements StopAt {
        /** Copies the map. */
        public AtEach {
            instants = Collections.unmodifiableSortedMap(new TreeMap<>(instants));
        }
    }

    /**
     * Positions that the user gave, exclusive; besides the connector's own positions the word {@code latest}. A partition
     * that is not named is read to its end.
     *
     * @param offsets the offsets
     */
    record Exactly(Offsets offsets) implements StopAt {
        /** Checks that the offsets are there. */
        public Exactly {
            Objects.requireNonNull(offsets, "offsets");
        }
    }
}
