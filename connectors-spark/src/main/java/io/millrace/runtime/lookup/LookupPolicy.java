package io.millrace.runtime.lookup;

import io.millrace.api.Options;
import java.io.Serializable;
import java.time.Duration;

/**
 * What becomes of rows whose look-up finds nothing or fails.
 *
 * @param join the kind of join
 * @param onMissing what to do if a key has no rows
 * @param onFailure what to do if a look-up fails
 * @param timeout how long a row waits for its answer
 */
public record LookupPolicy(
        LookupOptions.Join join, LookupOptions.OnMissing onMissing, LookupOptions.OnFailure onFailure, Duration timeout)
        implements Serializable {
    /** The policy that the options say. */
    public static LookupPolicy of(Options options) {
        return new LookupPolicy(
                options.value(LookupOptions.JOIN),
                options.value(LookupOptions.ON_MISSING),
                options.value(LookupOptions.ON_FAILURE),
                options.value(LookupOptions.TIMEOUT));
    }

    /** Whether rows may go to a dead-letter output. */
    public boolean sendsLetters() {
        return onMissing == LookupOptions.OnMissing.DEADLETTER || onFailure == LookupOptions.OnFailure.DEADLETTER;
    }
}
