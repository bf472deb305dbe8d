package io.millrace.api;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

/**
 * The most that one batch may take over all partitions. A log honours the parts it can count; however small the budget,
 * each advance makes progress, so a partition with events waiting may always give one.
 *
 * @param records the number of events, at least 1
 * @param bytes the bytes of keys and values, at least 1
 * @param span the time between the first and the last event of a partition
 */
public record Budget(long records, long bytes, Duration span) {
    /** No limit at all. */
    public static final Budget UNLIMITED = new Budget(Long.MAX_VALUE, Long.MAX_VALUE, ChronoUnit.FOREVER.getDuration());

    /** Checks that every part allows progress. */
    public Budget {
        if (records < 1 || bytes < 1 || span.isNegative() || span.isZero()) {
            throw new IllegalArgumentException(
                    "A budget must allow progress, but is " + records + " records, " + bytes + " bytes, " + span);
        }
    }

    /** A budget that limits the number of events alone. */
    public static Budget ofRecords(long records) {
        return new Budget(records, Long.MAX_VALUE, UNLIMITED.span);
    }

    /** This budget with at most {@code most} records. */
    public Budget atMost(long most) {
        return new Budget(Math.min(records, most), bytes, span);
    }
}
