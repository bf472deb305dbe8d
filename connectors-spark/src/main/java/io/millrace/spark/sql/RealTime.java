package io.millrace.spark.sql;

import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.streaming.RealTimeTrigger;
import org.apache.spark.sql.execution.streaming.runtime.StreamingQueryWrapper;
import org.apache.spark.sql.streaming.StreamingQuery;

/** Tells whether a query runs in real-time mode; Spark says so to sources, but not to sinks. */
final class RealTime {
    private RealTime() {}

    static boolean isQuery(String id) {
        for (StreamingQuery query : SparkSession.active().streams().active()) {
            if (query.id().toString().equals(id) && query instanceof StreamingQueryWrapper wrapper) {
                return wrapper.streamingQuery().trigger() instanceof RealTimeTrigger;
            }
        }
        return false;
    }
}
