package io.millrace.mongodb;

import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;

/**
 * A Spark driver that writes numbers to a collection, batch after batch, until it is killed. System properties that begin with
 * {@code write.} are options of the output, those with {@code spark.} settings.
 */
final class WritingDriver {
    static final int ROWS_PER_BATCH = 400;

    private WritingDriver() {}

    public static void main(String[] args) throws Exception {
        Map<String, String> options = new TreeMap<>();
        System.getProperties().forEach((name, value) -> {
            if (name.toString().startsWith("write.")) {
                options.put(name.toString().substring("write.".length()), value.toString());
            }
        });
        try (SparkSession session = SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", false)
                .getOrCreate()) {
            StreamingQuery query = start(session, System.getProperty("checkpoint", ""), options);
            query.awaitTermination(300_000);
        }
    }

    static StreamingQuery start(SparkSession session, String checkpoint, Map<String, String> options) throws Exception {
        return session.readStream()
                .format("rate-micro-batch")
                .option("rowsPerBatch", ROWS_PER_BATCH)
                .option("numPartitions", 2)
                .load()
                .selectExpr("value AS _id", "value * 2 AS twice", "concat('n', value) AS name")
                .writeStream()
                .format("millrace")
                .option("connector", "mongodb")
                .options(options)
                .option("checkpointLocation", checkpoint)
                .trigger(Trigger.ProcessingTime(100))
                .start();
    }
}
