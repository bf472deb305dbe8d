package io.millrace.spark.sql;

import io.millrace.api.ConnectorException;
import io.millrace.api.LogConnector;
import io.millrace.api.Offsets;
import io.millrace.api.Option;
import io.millrace.api.Options;
import io.millrace.api.Range;
import io.millrace.runtime.ReadOptions;
import io.millrace.spark.sql.TailPartitionReader.TailOffset;
import java.time.Clock;
import java.util.List;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.streaming.Offset;
import org.apache.spark.sql.connector.read.streaming.PartitionOffset;
import org.apache.spark.sql.connector.read.streaming.SupportsRealTimeMode;

/**
 * A live log as micro-batches or in real-time mode, where each partition is followed by a task of its own for as long as a
 * batch lasts, and the ends of a batch are known only afterwards.
 */
final class LiveLogStream extends LogStream implements SupportsRealTimeMode {
    private boolean realTime;
    private Offsets batchStart = Offsets.NONE;

    LiveLogStream(
            LogConnector connector,
            Options options,
            EventColumns columns,
            String checkpoint,
            Clock clock,
            Receiving receiving) {
        super(connector, options, columns, checkpoint, clock, receiving);
    }

    @Override
    public void prepareForRealTimeMode() {
        for (Option<?> limit : List.of(
                ReadOptions.MAX_RECORDS, ReadOptions.MAX_BYTES, ReadOptions.MAX_SPAN, ReadOptions.MIN_RECORDS)) {
            if (options().has(limit)) {
                throw ConnectorException.settings("Option '" + limit.name()
                        + "' limits micro-batches and has no meaning in real-time mode; leave it out");
            }
        }
        realTime = true;
    }

    @Override
    public InputPartition[] planInputPartitions(Offset start) {
        receive();
        batchStart = planner().discover(offsets(start));
        TaskSlots.requireForRealTime(batchStart.positions().size());
        return tasks(batchStart.positions().entrySet().stream()
                .map(entry -> new Range(entry.getKey(), entry.getValue(), ""))
                .toList());
    }

    /** Partitions whose task told nothing stay where the batch started. */
    @Override
    public Offset mergeOffsets(PartitionOffset[] ends) {
        Offsets merged = batchStart;
        for (PartitionOffset end : ends) {
            TailOffset tail = (TailOffset) end;
            merged = merged.with(tail.partition(), tail.position());
        }
        return saved(merged);
    }

    @Override
    public PartitionReaderFactory createReaderFactory() {
        return new EventReaderFactory(realTime);
    }
}
