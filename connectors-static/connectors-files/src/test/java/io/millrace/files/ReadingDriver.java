package io.millrace.files;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;

/**
 * A Spark driver that reads files as a stream until it is killed, and notes the number and the rows of each batch in a file, a
 * line each. System properties that begin with {@code read.} are options.
 */
final class ReadingDriver {
    private ReadingDriver() {}

    public static void main(String[] args) throws Exception {
        Path notes = Path.of(System.getProperty("notes", ""));
        Map<String, String> options = new TreeMap<>();
        System.getProperties().forEach((name, value) -> {
            if (name.toString().startsWith("read.")) {
                options.put(name.toString().substring("read.".length()), value.toString());
            }
        });
        try (SparkSession spark = Sparks.session(Map.of())) {
            VoidFunction2<Dataset<Row>, Long> note = (rows, number) -> Files.writeString(
                    notes,
                    number + " " + String.join(",", Sparks.texts(rows)) + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
            StreamingQuery query = Sparks.stream(spark, System.getProperty("connector", ""), options)
                    .load()
                    .writeStream()
                    .foreachBatch(note)
                    .option("checkpointLocation", System.getProperty("checkpoint", ""))
                    .trigger(Trigger.ProcessingTime(50))
                    .start();
            query.awaitTermination(300_000);
        }
    }
}
