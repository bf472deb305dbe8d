package io.millrace.runtime.journal;

import io.millrace.api.Option;
import io.millrace.api.OptionSet;
import java.time.Duration;

/** The options of every push source that is read through a journal, because the framework applies them. */
public final class JournalOptions {
    /** Where the journal is. */
    public static final Option<String> JOURNAL = Option.string("journal")
            .doc("The directory of the journal, on a file system that the driver and all executors share; without it, a"
                    + " folder in the query's checkpoint. A journal belongs to one query");

    /** How many receivers run. */
    public static final Option<Long> RECEIVERS = Option.wholeNumber("receivers")
            .orElse("1")
            .check(n -> n >= 1 && n <= 10_000, "must be from 1 to 10000")
            .doc("How many receivers run; each takes a core for good and writes a partition of the journal");

    /** How long events stay that were processed. */
    public static final Option<Duration> RETENTION = Option.duration("journal.retention")
            .orElse("10m")
            .check(time -> !time.isNegative(), "must not be negative")
            .doc("How long segments stay after all their events were processed, so that batches can be run again");

    /** What a sender is promised. */
    public static final Option<Durability> DURABILITY = Option.oneOf("journal.durability", Durability.class)
            .orElse("synced")
            .doc(
                    "synced: events are acknowledged once they are forced to the disk, and a file system that cannot do so is"
                            + " refused; written: once the file system has taken them, which outlives a crash of the process, but"
                            + " perhaps no loss of power");

    /** How much is sealed at once. */
    public static final Option<Long> SEGMENT_BYTES = Option.size("journal.segmentBytes")
            .orElse("8mb")
            .check(bytes -> bytes >= 1 && bytes <= 1 << 30, "must be from 1 byte to 1 GB")
            .doc(
                    "The most bytes of one segment; events that are handed over together stay together, even if they are more");

    /** How much may wait. */
    public static final Option<Long> WAITING_BYTES = Option.size("journal.waitingBytes")
            .orElse("64mb")
            .check(bytes -> bytes >= 1 && bytes <= 1 << 30, "must be from 1 byte to 1 GB")
            .doc("The most bytes in a receiver that wait to be sealed; beyond them senders wait");

    /** How long to gather. */
    public static final Option<Duration> LINGER = Option.duration("journal.linger")
            .orElse("0ms")
            .check(time -> !time.isNegative(), "must not be negative")
            .doc(
                    "How long a receiver gathers events before it seals a segment: fewer segments for later acknowledgements."
                            + " Even at 0 all that comes while one segment is sealed shares the next");

    /** How long identities are remembered. */
    public static final Option<Duration> REMEMBER_FOR = Option.duration("journal.rememberFor")
            .orElse("7d")
            .check(time -> !time.isNegative() && time.toDays() <= 36_500, "must be from 0 to 36500 days")
            .doc(
                    "How long the identity of a batch is remembered, for senders that give one: a repeat that comes later is taken"
                            + " as new");

    /** How many identities are remembered. */
    public static final Option<Long> REMEMBER_MOST = Option.wholeNumber("journal.rememberMost")
            .orElse("100000")
            .check(spans -> spans >= 1 && spans <= 10_000_000, "must be from 1 to 10000000")
            .doc(
                    "How many identities of batches each receiver remembers; consecutive numbers of a sender count as one");

    static final OptionSet ALL = OptionSet.of(
            JOURNAL,
            RECEIVERS,
            RETENTION,
            DURABILITY,
            SEGMENT_BYTES,
            WAITING_BYTES,
            LINGER,
            REMEMBER_FOR,
            REMEMBER_MOST);

    /** What is promised when events are acknowledged. */
    public enum Durability {
        /** They are forced to the disk. */
        SYNCED,
        /** The file system has taken them. */
        WRITTEN
    }

    private JournalOptions() {}

    /** The options of journals alone. */
    public static OptionSet all() {
        return ALL;
    }
}
