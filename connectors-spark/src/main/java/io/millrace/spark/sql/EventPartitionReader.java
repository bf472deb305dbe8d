package io.millrace.spark.sql;

import io.millrace.api.Event;
import io.millrace.runtime.ReadMetrics;
import io.millrace.runtime.ResilientReader;
import java.io.IOException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.read.PartitionReader;

/** Reads one range, row by row. */
final class EventPartitionReader implements PartitionReader<InternalRow> {
    private final ReadMetrics metrics = new ReadMetrics();
    private final ResilientReader reader;
    private final EventRow row;
    private long records;

    EventPartitionReader(ReadTask task) {
        this.row = new EventRow(task.columns(), task.range());
        this.reader =
                new ResilientReader(task.log(), task.range(), task.columns().fields(), task.parsedOptions(), metrics);
    }

    @Override
    public boolean next() {
        Event event = reader.next();
        if (event == null) {
            return false;
        }
        row.show(event);
        records++;
        return true;
    }

    @Override
    public InternalRow get() {
        return row;
    }

    @Override
    public CustomTaskMetric[] currentMetricsValues() {
        return ReadMetric.values(
                records, row.bytes(), metrics.retries().sum(), metrics.losses().sum());
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
