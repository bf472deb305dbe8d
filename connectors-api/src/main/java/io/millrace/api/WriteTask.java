package io.millrace.api;

import java.io.Serializable;
import java.util.Objects;

/**
 * One attempt of one task of an epoch.
 *
 * @param query the query's id, which survives restarts from a checkpoint; unique per write for a batch
 * @param epoch the number of the epoch; it grows, but not always by one; 0 for a batch
 * @param partition the task's number within the epoch
 * @param attempt unique among all attempts of the epoch
 */
public record WriteTask(String query, long epoch, int partition, long attempt) implements Serializable {
    /** Checks that the query is there. */
    public WriteTask {
        Objects.requireNonNull(query, "query");
    }
}
