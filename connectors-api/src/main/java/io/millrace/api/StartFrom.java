package io.millrace.api;

import java.time.Instant;
import java.util.Collections;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/** Where a new query starts to read a log. */
public sealed interface StartFrom {
    /** The oldest event that is still kept. */
    record Earliest() implements StartFrom {}

    /** After the newest event there is now. */
    record Latest() implements StartFrom {}

    /**
     * The first event at or after an instant; where there is none yet, the end of the partition unless the connector's
     * options say otherwise.
     *
     * @param instant the instant
     */
    record At(Instant instant) implements StartFrom {
        /** Checks that the instant is there. */
        public At {
            Objects.requireNonNull(instant, "instant");
        }
    }

    /**
     * An instant for each partition, with the meaning of {@link At}.
     *
     * @param instants the instants by partition id; a partition that is not named is read from its beginning
     */
    record AtEach(SortedMap<String, Instant> instants) implements StartFrom {
        /** Copies the map. */
        public AtEach {
            instants = Collections.unmodifiableSortedMap(new TreeMap<>(instants));
        }
    }

    /**
     * Positions that the user gave. Besides the connector's own positions it may hold the words {@code earliest} and
     * {@code latest}. A partition that is not named is read from its beginning, as one that appears later; a name
     * that does not exist is a fault of the settings.
     *
     * @param offsets the offsets
     */
    record Exactly(Offsets offsets) implements StartFrom {
        /** Checks that the offsets are there. */
        public Exactly {
            Objects.requireNonNull(offsets, "offsets");
        }
    }
}
