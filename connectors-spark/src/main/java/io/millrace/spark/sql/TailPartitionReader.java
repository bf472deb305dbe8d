package io.millrace.spark.sql;

import io.millrace.api.ConnectorException;
import io.millrace.api.Event;
import io.millrace.api.LiveLogConnector;
import io.millrace.runtime.ReadMetrics;
import io.millrace.runtime.ResilientTail;
import java.io.IOException;
import java.time.Duration;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.streaming.PartitionOffset;
import org.apache.spark.sql.connector.read.streaming.SupportsRealTimeRead;

/** Follows one partition for as long as a real-time batch lasts. */
final class TailPartitionReader implements SupportsRealTimeRead<InternalRow> {
    private final String partition;
    private final ResilientTail tail;
    private final EventRow row;

    TailPartitionReader(ReadTask task) {
        this.partition = task.range().partition();
        this.row = new EventRow(task.columns(), task.range());
        this.tail = new ResilientTail(
                (LiveLogConnector) task.log(),
                partition,
                task.range().start(),
                task.columns().fields(),
                task.parsedOptions(),
                new ReadMetrics());
    }

    /** Where a partition was followed to; the driver makes the batch's end of these. */
    record TailOffset(String partition, String position) implements PartitionOffset {}

    @Override
    public RecordStatus nextWithTimeout(Long millis) {
        Event event = tail.poll(Duration.ofMillis(Math.max(0, millis)));
        if (event != null) {
            row.show(event);
        }
        return RecordStatus.newStatusWithoutArrivalTime(event != null);
    }

    @Override
    public PartitionOffset getOffset() {
        return new TailOffset(partition, tail.position());
    }

    @Override
    public boolean next() {
        throw ConnectorException.bug("Spark asked a real-time reader for a row without a time-out");
    }

    @Override
    public InternalRow get() {
        return row;
    }

    @Override
    public void close() throws IOException {
        tail.close();
    }
}
