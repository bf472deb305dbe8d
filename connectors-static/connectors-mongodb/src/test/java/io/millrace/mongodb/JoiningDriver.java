package io.millrace.mongodb;

import io.millrace.spark.Millrace;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;

/**
 * A Spark driver that joins numbers with people by look-up and inserts them, until it is killed; one row of fifty has no
 * {@code _id}, and is refused. System properties that begin with {@code write.} are options of the output, those with {@code
 * people.} of the look-up, those with {@code read.} of the changes that tell the numbers in real-time mode (without any, Spark
 * counts, in micro-batches), those with {@code spark.} settings.
 */
final class JoiningDriver {
    static final int ROWS_PER_BATCH = 200;

    private JoiningDriver() {}

    public static void main(String[] args) throws Exception {
        try (SparkSession session =
                SparkSession.builder().config("spark.ui.enabled", false).getOrCreate()) {
            Map<String, String> read = options("read.");
            Dataset<Row> numbers = read.isEmpty()
                    ? session.readStream()
                            .format("rate-micro-batch")
                            .option("rowsPerBatch", ROWS_PER_BATCH)
                            .option("numPartitions", 2)
                            .load()
                            .selectExpr("value AS number")
                    : session.readStream()
                            .format("millrace")
                            .options(read)
                            .load()
                            .selectExpr("CAST(get_json_object(CAST(key AS STRING), '$._id') AS BIGINT) AS number");
            StreamingQuery query = Millrace.lookup(session, "mongodb", options("people."))
                    .join(numbers.selectExpr("number", "number % 100 AS person"), "person")
                    .selectExpr("IF(number % 50 = 7, NULL, number) AS _id", "number", "person", "name")
                    .writeStream()
                    .format("millrace")
                    .options(options("write."))
                    .option("checkpointLocation", System.getProperty("checkpoint", ""))
                    .outputMode(read.isEmpty() ? "append" : "update")
                    .trigger(read.isEmpty() ? Trigger.ProcessingTime(200) : Trigger.RealTime("5 seconds"))
                    .start();
            query.awaitTermination(600_000);
        }
    }

    private static Map<String, String> options(String prefix) {
        Map<String, String> options = new TreeMap<>();
        System.getProperties().forEach((name, value) -> {
            if (name.toString().startsWith(prefix)) {
                options.put(name.toString().substring(prefix.length()), value.toString());
            }
        });
        return options;
    }
}
