package io.millrace.spark.sql;

import io.millrace.api.Row;
import io.millrace.runtime.ResilientRows;
import java.io.IOException;
import java.util.concurrent.atomic.LongAdder;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.read.PartitionReader;

/** Reads one slice, row by row. */
final class StorePartitionReader implements PartitionReader<InternalRow> {
    private final LongAdder retries = new LongAdder();
    private final StoreRow row;
    private final ResilientRows rows;
    private long count;

    StorePartitionReader(StoreTask task) {
        this.row = StoreRow.of(task.schema());
        this.rows = task.open(retries);
    }

    @Override
    public boolean next() {
        Row next = rows.next();
        if (next == null) {
            return false;
        }
        row.show(next);
        count++;
        return true;
    }

    @Override
    public InternalRow get() {
        return row;
    }

    @Override
    public CustomTaskMetric[] currentMetricsValues() {
        return ReadMetric.ofStore(count, retries.sum());
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }
}
