package io.millrace.spark.sql;

import java.util.UUID;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.execution.streaming.RealTimeTrigger;
import org.apache.spark.sql.execution.streaming.runtime.StreamExecution;

/** Tells whether a query runs in real-time mode; Spark says so to sources, but not to sinks. */
final class RealTime {
    private RealTime() {}

    /** A query plans with a session of its own, so it is found in what all sessions share. */
    static boolean isQuery(String id) {
        StreamExecution query =
                SparkSession.active().sharedState().activeStreamingQueries().get(UUID.fromString(id));
        return query != null && query.trigger() instanceof RealTimeTrigger;
    }
}
