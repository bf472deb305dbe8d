package io.millrace.spark.sql;

import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.metric.CustomSumMetric;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;

/** The counters of a read that Spark shows in its UI. Spark makes the metrics by reflection, hence the public classes. */
public final class ReadMetric {
    private static final String RECORDS = "millraceRecords";
    private static final String ROWS = "millraceRows";
    private static final String BYTES = "millraceBytes";
    private static final String RETRIES = "millraceRetries";
    private static final String LOSSES = "millraceDataLoss";

    private ReadMetric() {}

    static CustomMetric[] all() {
        return new CustomMetric[] {new Records(), new Bytes(), new Retries(), new Losses()};
    }

    static CustomMetric[] ofStores() {
        return new CustomMetric[] {new Rows(), new Retries()};
    }

    /** The counters of a task that reads a store. */
    static CustomTaskMetric[] ofStore(long rows, long retries) {
        TaskMetric read = new TaskMetric(ROWS, rows);
        return retries == 0
                ? new CustomTaskMetric[] {read}
                : new CustomTaskMetric[] {read, new TaskMetric(RETRIES, retries)};
    }

    /** The counters of a task. Spark asks every hundred rows and looks each one up, so those that rarely count stay away. */
    static CustomTaskMetric[] values(long records, long bytes, long retries, long losses) {
        TaskMetric read = new TaskMetric(RECORDS, records);
        TaskMetric size = new TaskMetric(BYTES, bytes);
        return retries == 0 && losses == 0
                ? new CustomTaskMetric[] {read, size}
                : new CustomTaskMetric[] {read, size, new TaskMetric(RETRIES, retries), new TaskMetric(LOSSES, losses)};
    }

    /** Events read. */
    public static final class Records extends CustomSumMetric {
        @Override
        public String name() {
            return RECORDS;
        }

        @Override
        public String description() {
            return "events read";
        }
    }

    /** Rows read from a store. */
    public static final class Rows extends CustomSumMetric {
        @Override
        public String name() {
            return ROWS;
        }

        @Override
        public String description() {
            return "rows read";
        }
    }

    /** Bytes of the keys and values that the query asked for. */
    public static final class Bytes extends CustomSumMetric {
        @Override
        public String name() {
            return BYTES;
        }

        @Override
        public String description() {
            return "bytes of keys and values read";
        }
    }

    /** Transient failures that were retried. */
    public static final class Retries extends CustomSumMetric {
        @Override
        public String name() {
            return RETRIES;
        }

        @Override
        public String description() {
            return "retries after transient failures";
        }
    }

    /** Times that events were gone and reading went on. */
    public static final class Losses extends CustomSumMetric {
        @Override
        public String name() {
            return LOSSES;
        }

        @Override
        public String description() {
            return "data losses passed over";
        }
    }
}
