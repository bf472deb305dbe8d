package io.millrace.testkit.push;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.Trigger;

/**
 * A driver in a process of its own that reads lines from a port and writes each batch to a file of the batch's number, so that a
 * batch that is run again is there once. Properties: {@code lines.directory}, {@code lines.ports}, and Spark's settings as {@code
 * lines.spark.*}.
 */
final class LinesDriver {
    private static final String SETTING = "lines.spark.";

    private LinesDriver() {}

    public static void main(String[] args) throws Exception {
        Path directory = Path.of(System.getProperty("lines.directory", ""));
        Map<String, String> settings = new TreeMap<>();
        System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith(SETTING))
                .forEach(name ->
                        settings.put("spark." + name.substring(SETTING.length()), System.getProperty(name, "")));
        SparkSession.Builder builder = SparkSession.builder().appName("lines").config("spark.ui.enabled", false);
        settings.forEach(builder::config);
        VoidFunction2<Dataset<Row>, Long> write = (rows, batch) -> {
            List<String> lines = rows.selectExpr("CAST(value AS STRING)")
                    .as(Encoders.STRING())
                    .collectAsList();
            Path draft = directory.resolve("out/draft");
            Files.write(draft, lines);
            Files.move(
                    draft,
                    directory.resolve("out/batch-" + batch),
                    java.nio.file.StandardCopyOption.ATOMIC_MOVE,
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        };
        builder.getOrCreate()
                .readStream()
                .format("millrace")
                .option("connector", "lineport")
                .option("ports", System.getProperty("lines.ports", ""))
                .load()
                .writeStream()
                .foreachBatch(write)
                .option("checkpointLocation", directory.resolve("checkpoint").toString())
                .trigger(Trigger.ProcessingTime("200 milliseconds"))
                .start()
                .awaitTermination(600_000);
    }
}
