package io.millrace.cli.pipeline;

import io.millrace.api.ConnectorException;
import io.millrace.cli.file.Fault;
import io.millrace.cli.file.Pipeline;
import io.millrace.cli.file.Pipeline.Output;
import io.millrace.cli.file.Settings;
import io.millrace.cli.file.Trigger;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.StreamingQueryProgress;

/** A pipeline at work: a streaming query for each output whose rows are a stream. Used by one thread. */
public final class Running implements AutoCloseable {
    private final List<StreamingQuery> queries = new ArrayList<>();

    private Running() {}

    /**
     * Starts a pipeline. Outputs whose rows are a batch are written before this comes back, in the order of the file.
     *
     * @param spark a session of the pipeline's own
     * @param progress told after each batch of a stream, by a thread of Spark's
     * @throws ConnectorException with kind {@code SETTINGS} if it cannot be wired
     */
    public static Running start(Pipeline pipeline, SparkSession spark, Consumer<StreamingQueryProgress> progress)
            throws IOException, TimeoutException {
        Assembly assembly = new Assembly(pipeline, null);
        Faults faults = new Faults();
        Wiring wiring = Wiring.of(spark, pipeline, assembly, faults);
        if (!faults.isEmpty()) {
            throw ConnectorException.settings(
                    faults.sorted().stream().map(Running::told).collect(Collectors.joining(System.lineSeparator())));
        }
        Checkpoint checkpoint = new Checkpoint(pipeline, spark.sparkContext().hadoopConfiguration());
        checkpoint.take();
        spark.streams().addListener(new ProgressListener(progress));
        Running running = new Running();
        try {
            for (Output output : pipeline.outputs()) {
                Optional<Dataset<Row>> rows = wiring.rows(output);
                if (rows.isPresent()) {
                    running.write(output, rows.get(), assembly, checkpoint);
                }
            }
        } catch (RuntimeException | TimeoutException e) {
            running.close();
            throw e;
        }
        return running;
    }

    /** Whether a query is still at work. */
    public boolean isActive() {
        return queries.stream().anyMatch(StreamingQuery::isActive);
    }

    /** Why the first query ended that failed; empty if none did. */
    public Optional<String> failure() {
        for (StreamingQuery query : queries) {
            if (query.exception().isDefined()) {
                StreamingQueryException failure = query.exception().get();
                Throwable cause = failure.getCause() == null ? failure : failure.getCause();
                return Optional.of("Output '" + query.name() + "' failed: " + Reason.of(cause));
            }
        }
        return Optional.empty();
    }

    /** Stops the queries. A batch that is under way is given up, and done anew when the pipeline is started again. */
    @Override
    public void close() throws TimeoutException {
        for (StreamingQuery query : queries) {
            query.stop();
        }
    }

    private void write(Output output, Dataset<Row> rows, Assembly assembly, Checkpoint checkpoint)
            throws TimeoutException {
        Settings options = assembly.output(output);
        if (!rows.isStreaming()) {
            SaveMode mode = output.mode() == Pipeline.Mode.COMPLETE ? SaveMode.Overwrite : SaveMode.Append;
            rows.write().format("millrace").options(options.texts()).mode(mode).save();
            return;
        }
        var writer = rows.writeStream()
                .queryName(output.name().text())
                .format("millrace")
                .options(options.texts())
                .option("checkpointLocation", checkpoint.of(output))
                .outputMode(SystemCheck.mode(output.mode()));
        Trigger trigger = assembly.trigger(output);
        long millis = trigger.time().toMillis();
        queries.add(
                switch (trigger.kind()) {
                    case AT_ONCE -> writer.start();
                    case EVERY ->
                        writer.trigger(org.apache.spark.sql.streaming.Trigger.ProcessingTime(millis))
                                .start();
                    case AVAILABLE_NOW ->
                        writer.trigger(org.apache.spark.sql.streaming.Trigger.AvailableNow())
                                .start();
                    case REAL_TIME ->
                        writer.trigger(org.apache.spark.sql.streaming.Trigger.RealTime(millis))
                                .start();
                });
    }

    private static String told(Fault fault) {
        return "line " + fault.spot().line() + ": " + fault.message();
    }
}
