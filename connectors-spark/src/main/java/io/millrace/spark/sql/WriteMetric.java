package io.millrace.spark.sql;

import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.metric.CustomSumMetric;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;

/** The counters of a write that Spark shows in its UI. Spark makes the metrics by reflection, hence the public classes. */
public final class WriteMetric {
    private static final String RECORDS = "millraceRecordsWritten";
    private static final String REJECTS = "millraceRejects";
    private static final String DEAD_LETTERS = "millraceDeadLetters";

    private WriteMetric() {}

    static CustomMetric[] all() {
        return new CustomMetric[] {new Records(), new Rejected(), new DeadLetters()};
    }

    static CustomTaskMetric[] values(long records, long rejects, long deadLetters) {
        return new CustomTaskMetric[] {
            new TaskMetric(RECORDS, records),
            new TaskMetric(REJECTS, rejects),
            new TaskMetric(DEAD_LETTERS, deadLetters)
        };
    }

    /** Rows written. */
    public static final class Records extends CustomSumMetric {
        @Override
        public String name() {
            return RECORDS;
        }

        @Override
        public String description() {
            return "rows written";
        }
    }

    /** Rows that the output refused and the user lets pass. */
    public static final class Rejected extends CustomSumMetric {
        @Override
        public String name() {
            return REJECTS;
        }

        @Override
        public String description() {
            return "rows left out";
        }
    }

    /** Rows that the output refused and the dead-letter output has. */
    public static final class DeadLetters extends CustomSumMetric {
        @Override
        public String name() {
            return DEAD_LETTERS;
        }

        @Override
        public String description() {
            return "rows sent to dead letters";
        }
    }
}
