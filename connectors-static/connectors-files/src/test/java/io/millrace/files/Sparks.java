package io.millrace.files;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamReader;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;

/** The session of the tests, and the queries that they run. */
final class Sparks {
    private static final long PATIENCE_MILLIS = 60_000;

    private Sparks() {}

    /** A session that knows these settings of Hadoop's clients. */
    static SparkSession session(Map<String, String> hadoop) {
        SparkSession.Builder builder = SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", false)
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.sql.shuffle.partitions", 2);
        hadoop.forEach((name, value) -> builder.config("spark.hadoop." + name, value));
        return builder.getOrCreate();
    }

    /** Runs a query over what is there; answers the first column of each batch, as sorted text. */
    static List<List<String>> availableNow(Dataset<Row> stream, Path checkpoint)
            throws TimeoutException, StreamingQueryException {
        List<List<String>> batches = new ArrayList<>();
        VoidFunction2<Dataset<Row>, Long> keep = (rows, number) -> batches.add(texts(rows));
        run(stream, checkpoint, keep);
        return batches;
    }

    static void run(Dataset<Row> stream, Path checkpoint, VoidFunction2<Dataset<Row>, Long> each)
            throws TimeoutException, StreamingQueryException {
        StreamingQuery query = stream.writeStream()
                .foreachBatch(each)
                .option("checkpointLocation", checkpoint.toString())
                .trigger(Trigger.AvailableNow())
                .start();
        if (!query.awaitTermination(PATIENCE_MILLIS)) {
            query.stop();
            throw new AssertionError("The query did not end within " + PATIENCE_MILLIS + " ms");
        }
    }

    /** The first column of all rows. */
    static List<String> texts(Dataset<Row> rows) {
        return rows.collectAsList().stream()
                .map(row -> String.valueOf(row.get(0)))
                .sorted()
                .toList();
    }

    /** A stream of files. */
    static DataStreamReader stream(SparkSession spark, String connector, Map<String, String> options) {
        return spark.readStream()
                .format("millrace")
                .option("connector", connector)
                .options(options);
    }

    /** The files as a batch. */
    static Dataset<Row> batch(SparkSession spark, String connector, Map<String, String> options) {
        return spark.read()
                .format("millrace")
                .option("connector", connector)
                .options(options)
                .load();
    }
}
