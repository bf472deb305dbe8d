package io.millrace.runtime;

import java.util.concurrent.atomic.LongAdder;

/**
 * Counters of one reader or planner. Safe for many threads.
 *
 * @param retries attempts after the first
 * @param losses times that events were found to be gone
 */
public record ReadMetrics(LongAdder retries, LongAdder losses) {
    /** Counters at zero. */
    public ReadMetrics() {
        this(new LongAdder(), new LongAdder());
    }
}
