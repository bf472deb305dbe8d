package io.millrace.runtime.journal;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counters of one journal. Safe for many threads.
 *
 * @param segments segments sealed, each forced with its name before anybody is answered
 * @param events events sealed
 * @param bytes bytes of the events sealed
 * @param failures segments that could not be sealed
 * @param repeats batches with an identity that were not stored, because they were here or on their way
 * @param lastEventMillis when events were last sealed, in milliseconds since 1970; 0 if never
 */
public record JournalMetrics(
        LongAdder segments,
        LongAdder events,
        LongAdder bytes,
        LongAdder failures,
        LongAdder repeats,
        AtomicLong lastEventMillis) {
    /** Counters at zero. */
    public JournalMetrics() {
        this(new LongAdder(), new LongAdder(), new LongAdder(), new LongAdder(), new LongAdder(), new AtomicLong());
    }
}
