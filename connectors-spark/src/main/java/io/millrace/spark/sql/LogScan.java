package io.millrace.spark.sql;

import io.millrace.api.LiveLogConnector;
import io.millrace.api.LogConnector;
import io.millrace.api.Options;
import io.millrace.api.Range;
import io.millrace.api.StartFrom;
import io.millrace.runtime.Bounds;
import io.millrace.runtime.Planner;
import io.millrace.runtime.ReadMetrics;
import java.time.Clock;
import java.util.List;
import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.streaming.MicroBatchStream;
import org.apache.spark.sql.types.StructType;

/** A read of a log with the columns that a query uses, as a batch or as a stream. */
final class LogScan implements Scan, Batch {
    private final LogConnector connector;
    private final Options options;
    private final EventColumns columns;

    LogScan(LogConnector connector, Options options, EventColumns columns) {
        this.connector = connector;
        this.options = options;
        this.columns = columns;
    }

    @Override
    public StructType readSchema() {
        return columns.schema();
    }

    @Override
    public String description() {
        return "millrace " + connector.name();
    }

    @Override
    public Batch toBatch() {
        return this;
    }

    @Override
    public MicroBatchStream toMicroBatchStream(String checkpoint) {
        Bounds.refuseEnds(options);
        Clock clock = Clock.systemUTC();
        return connector instanceof LiveLogConnector
                ? new LiveLogStream(connector, options, columns, checkpoint, clock)
                : new LogStream(connector, options, columns, checkpoint, clock);
    }

    @Override
    public InputPartition[] planInputPartitions() {
        StartFrom start = Bounds.start(options, new StartFrom.Earliest(), SparkCheckpoint::offsets);
        try (Planner planner = new Planner(connector, options, new ReadMetrics())) {
            return tasks(planner.bounded(start, Bounds.stop(options)));
        }
    }

    @Override
    public PartitionReaderFactory createReaderFactory() {
        return new EventReaderFactory(false);
    }

    @Override
    public CustomMetric[] supportedCustomMetrics() {
        return ReadMetric.all();
    }

    private InputPartition[] tasks(List<Range> ranges) {
        return tasks(connector, options, columns, ranges);
    }

    static InputPartition[] tasks(LogConnector connector, Options options, EventColumns columns, List<Range> ranges) {
        return ranges.stream()
                .map(range -> new ReadTask(connector.name(), range, columns, options.asMap()))
                .toArray(InputPartition[]::new);
    }
}
