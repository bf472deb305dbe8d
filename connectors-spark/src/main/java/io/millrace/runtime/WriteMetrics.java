package io.millrace.runtime;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counters of one query's commits. Safe for many threads.
 *
 * @param commits epochs committed
 * @param retries attempts after the first
 * @param lastCommitMillis how long the last commit took
 * @param deadLetters rows sent to the dead-letter output, in epochs that were committed
 */
public record WriteMetrics(LongAdder commits, LongAdder retries, AtomicLong lastCommitMillis, LongAdder deadLetters) {
    /** Counters at zero. */
    public WriteMetrics() {
        this(new LongAdder(), new LongAdder(), new AtomicLong(), new LongAdder());
    }
}
