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
 * @param epochMillis the epoch's time in milliseconds since 1970, if the delivery is {@link Delivery.Timed}, else {@link
 *     #WITHOUT_TIME}: about when the epoch was first begun, higher than that of the epoch before, and the same whenever the
 *     epoch is run again
 */
public record WriteTask(String query, long epoch, int partition, long attempt, long epochMillis)
        implements Serializable {
    /** The time of an epoch whose output did not ask for one. */
    public static final long WITHOUT_TIME = -1;

    /** Checks that the query is there. */
    public WriteTask {
        Objects.requireNonNull(query, "query");
    }

    /** An attempt for an output that asks for no time. */
    public WriteTask(String query, long epoch, int partition, long attempt) {
        this(query, epoch, partition, attempt, WITHOUT_TIME);
    }

    /** This attempt, with the epoch's time. */
    public WriteTask at(long millis) {
        return new WriteTask(query, epoch, partition, attempt, millis);
    }
}
