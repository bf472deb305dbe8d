package io.millrace.testkit;

import io.millrace.api.ConnectorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;
import org.jspecify.annotations.Nullable;

/** A Spark in this JVM, and the short words in which the rules speak to it. */
final class LocalSpark {
    private static final long PATIENCE_MILLIS = 60_000;

    private LocalSpark() {}

    /** What is done with each micro-batch, on the driver. */
    interface Each {
        void batch(Dataset<Row> rows, long number) throws Exception;
    }

    /** The session of this JVM. */
    static SparkSession session() {
        return SparkSession.builder()
                .master("local[3]")
                .config("spark.ui.enabled", false)
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.sql.shuffle.partitions", 2)
                .config("spark.sql.streaming.stopTimeout", PATIENCE_MILLIS)
                .config("spark.sql.streaming.realTimeMode.allowlistCheck", false)
                .config("spark.sql.streaming.realTimeMode.minBatchDuration", 500)
                .config("spark.streaming.receiver.writeAheadLog.enable", true)
                .getOrCreate();
    }

    /** Runs a query over what is there now; fails as the query does. */
    static void availableNow(Dataset<Row> stream, Path checkpoint, Each each) throws Exception {
        VoidFunction2<Dataset<Row>, Long> function = (rows, number) -> each.batch(rows, number);
        finish(stream.writeStream().foreachBatch(function), checkpoint);
    }

    /** Runs a query over what is there now; fails as the query does. */
    static void finish(DataStreamWriter<Row> writer, Path checkpoint) throws TimeoutException, StreamingQueryException {
        StreamingQuery query = writer.option("checkpointLocation", checkpoint.toString())
                .trigger(Trigger.AvailableNow())
                .start();
        if (!query.awaitTermination(PATIENCE_MILLIS)) {
            query.stop();
            throw new AssertionError("A query over what is there did not end within " + PATIENCE_MILLIS + " ms");
        }
    }

    /** Makes Spark forget that it finished its last batch, as if the driver had died just before it noted it. */
    static void forgetLastCommit(Path checkpoint) throws IOException {
        try (Stream<Path> commits = Files.list(checkpoint.resolve("commits"))) {
            Path last = commits.filter(file -> file.getFileName().toString().matches("\\d+"))
                    .max(Comparator.comparingLong(
                            file -> Long.parseLong(file.getFileName().toString())))
                    .orElseThrow(() -> new AssertionError("No batch was committed in " + checkpoint));
            Files.delete(last);
            Files.deleteIfExists(last.resolveSibling("." + last.getFileName() + ".crc"));
        }
    }

    /** Puts one text for another everywhere in a checkpoint. */
    static void rewrite(Path checkpoint, String from, String to) throws IOException {
        try (Stream<Path> all = Files.walk(checkpoint)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String name = file.getFileName().toString();
                if (!name.endsWith(".crc")) {
                    Files.writeString(file, Files.readString(file).replace(from, to));
                    Files.deleteIfExists(file.resolveSibling("." + name + ".crc"));
                }
            }
        }
    }

    /** Removes a directory with all that is in it. */
    static void remove(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** The failure of a connector or of the framework in what Spark threw. */
    static ConnectorException cause(@Nullable Throwable thrown) {
        for (Throwable at = thrown; at != null; at = at.getCause()) {
            if (at instanceof ConnectorException found) {
                return found;
            }
        }
        throw new AssertionError("Expected a ConnectorException as a cause", thrown);
    }
}
