package io.millrace.spark.sql;

import io.millrace.api.ConnectorException;
import io.millrace.api.LiveLogConnector;
import io.millrace.api.LogConnector;
import io.millrace.api.Options;
import io.millrace.api.Range;
import io.millrace.api.StartFrom;
import io.millrace.runtime.Bounds;
import io.millrace.runtime.Planner;
import io.millrace.runtime.ReadMetrics;
import io.millrace.runtime.journal.JournalConnector;
import io.millrace.runtime.journal.JournalDirectory;
import io.millrace.runtime.journal.JournalOptions;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
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
        if (connector instanceof JournalConnector) {
            throw ConnectorException.settings(
                    "Connector '" + connector.name() + "' is spoken to and cannot be asked for"
                            + " what it said before, so it cannot be read as a batch. Read it with readStream; with"
                            + " Trigger.AvailableNow() the query reads what its journal holds, and ends");
        }
        return this;
    }

    @Override
    public MicroBatchStream toMicroBatchStream(String checkpoint) {
        Bounds.refuseEnds(options);
        Clock clock = Clock.systemUTC();
        if (connector instanceof JournalConnector journal) {
            SparkContext spark = SparkSession.active().sparkContext();
            Options placed = placed(checkpoint, spark.hadoopConfiguration());
            Receiving receivers = new Receivers(journal, placed, spark);
            return new LiveLogStream(journal, placed, columns, checkpoint, clock, receivers);
        }
        return connector instanceof LiveLogConnector
                ? new LiveLogStream(connector, options, columns, checkpoint, clock, Receiving.NOTHING)
                : new LogStream(connector, options, columns, checkpoint, clock, Receiving.NOTHING);
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

    /** The options with the journal's directory told in full, as executors need it. */
    private Options placed(String checkpoint, Configuration hadoop) {
        String directory = options.find(JournalOptions.JOURNAL).orElse(checkpoint + "/journal");
        try {
            return options.with(JournalOptions.JOURNAL, JournalDirectory.qualified(directory, hadoop));
        } catch (IOException | IllegalArgumentException e) {
            throw ConnectorException.settings(
                    "The journal's directory '" + directory + "' cannot be reached: " + e.getMessage()
                            + ". Set option 'journal' to a directory on a file system that Spark knows",
                    e);
        }
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
