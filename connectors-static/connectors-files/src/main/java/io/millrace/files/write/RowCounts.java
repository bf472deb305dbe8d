package io.millrace.files.write;

import java.io.Serializable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.datasources.WriteJobStatsTracker;
import org.apache.spark.sql.execution.datasources.WriteTaskStats;
import org.apache.spark.sql.execution.datasources.WriteTaskStatsTracker;
import scala.collection.immutable.Seq;

/** How many rows each file got, counted where it is written, for {@link StagingProtocol} in the same task to ask. */
final class RowCounts implements WriteJobStatsTracker {
    private static final long serialVersionUID = 1;
    /** By the path that is written to, which no two tasks share. */
    private static final Map<String, long[]> ROWS = new ConcurrentHashMap<>();

    private record Nothing() implements WriteTaskStats, Serializable {}

    /** The rows of a file, which are then forgotten. */
    static long take(String path) {
        long[] rows = ROWS.remove(path);
        return rows == null ? 0 : rows[0];
    }

    @Override
    public WriteTaskStatsTracker newTaskInstance() {
        return new Task();
    }

    @Override
    public void processStats(Seq<WriteTaskStats> stats, long commitMillis) {}

    private static final class Task implements WriteTaskStatsTracker {
        private String path = "";
        private long[] rows = new long[1];

        @Override
        public void newPartition(InternalRow values) {}

        @Override
        public void newFile(String file) {
            path = file;
            rows = ROWS.computeIfAbsent(file, any -> new long[1]);
        }

        @Override
        public void newRow(String file, InternalRow row) {
            if (!file.equals(path)) {
                newFile(file);
            }
            rows[0]++;
        }

        @Override
        public void closeFile(String file) {}

        @Override
        public WriteTaskStats getFinalStats(long commitMillis) {
            return new Nothing();
        }
    }
}
