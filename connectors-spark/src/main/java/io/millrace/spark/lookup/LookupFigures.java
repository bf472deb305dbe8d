package io.millrace.spark.lookup;

import java.time.Duration;

/**
 * What the look-ups of a join came to, in tasks that have ended.
 *
 * @param rows rows whose keys were looked up
 * @param hits those whose answer was known already, or under way for another row
 * @param missing those whose key is not in the store, or null
 * @param failed those whose look-up failed or took too long
 * @param deadLetters those that went to the dead-letter output
 * @param requests requests to the store
 * @param keys the keys of all requests
 * @param requestTime the mean time of a request, retries included
 * @param remembered the most keys that an executor remembered
 */
public record LookupFigures(
        long rows,
        long hits,
        long missing,
        long failed,
        long deadLetters,
        long requests,
        long keys,
        Duration requestTime,
        long remembered) {
    /** The part of the rows that needed no request of their own, from 0 to 1. */
    public double hitRate() {
        return rows == 0 ? 0 : (double) hits / rows;
    }
}
