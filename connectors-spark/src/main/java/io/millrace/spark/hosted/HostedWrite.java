package io.millrace.spark.hosted;

import java.util.List;

/**
 * Which write it is.
 *
 * @param query the query's id, the same over restarts from a checkpoint; a batch write has one of its own
 * @param epoch the number of the micro-batch; 0 for a batch write
 * @param existing what happens to rows that are there already
 * @param partitionBy the columns given to {@code partitionBy}, as the user spelled them
 */
public record HostedWrite(String query, long epoch, Existing existing, List<String> partitionBy) {
    /** What happens to rows that are there already. */
    public enum Existing {
        /** They stay: modes append and update. */
        KEPT,
        /** They go when the new ones are there: mode overwrite of a batch, complete of a stream. */
        REPLACED
    }

    /** Copies the list. */
    public HostedWrite {
        partitionBy = List.copyOf(partitionBy);
    }
}
