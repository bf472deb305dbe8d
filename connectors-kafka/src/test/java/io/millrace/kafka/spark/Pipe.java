package io.millrace.kafka.spark;

import static org.awaitility.Awaitility.await;

import io.millrace.testkit.server.ChildJvm;
import io.millrace.testkit.server.ServerBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.api.java.UDF3;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.sql.types.DataTypes;

/**
 * A streaming query told by text alone, so that a process of its own can run it.
 *
 * <p>{@code read.*} and {@code write.*} are options of {@code format("millrace")}, {@code read.format} and {@code write.format}
 * name another; {@code select} lists expressions, separated by semicolons, in which {@code paced(value, millis)} answers a value
 * after a while, and {@code held(value, from, file)} holds numbers of that size back until there is a file; {@code trigger} is {@code availableNow}, {@code realTime:DURATION}, or as fast as can be; {@code spark.*} are
 * settings of Spark.
 *
 * @param settings all of it
 */
record Pipe(Map<String, String> settings) {
    static final String CHECKPOINT = "checkpoint";
    private static final String PROPERTY = "pipe.";
    private static final Duration BOUND = Duration.ofMinutes(2);

    Pipe {
        settings = Map.copyOf(settings);
    }

    /** A pipe that keeps its progress in {@code checkpoint}. */
    static Pipe keeping(Path checkpoint) {
        return new Pipe(Map.of(CHECKPOINT, checkpoint.toString()));
    }

    /** The same, with more settings, as names and values by turns. */
    Pipe with(String... namesAndValues) {
        Map<String, String> more = new TreeMap<>(settings);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            more.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return new Pipe(more);
    }

    Pipe with(Map<String, String> some) {
        Map<String, String> more = new TreeMap<>(settings);
        more.putAll(some);
        return new Pipe(more);
    }

    Checkpoint checkpoint() {
        return new Checkpoint(Path.of(settings.getOrDefault(CHECKPOINT, "")));
    }

    /** A driver that runs the pipe in a process of its own. */
    ServerBuilder driver() {
        ServerBuilder driver =
                ChildJvm.of(PipeDriver.class).heap("512m").jvm(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        String logging = System.getProperty("log4j2.configurationFile");
        if (logging != null) {
            driver.property("log4j2.configurationFile", logging);
        }
        settings.forEach((name, value) -> driver.property(PROPERTY + name, value));
        return driver;
    }

    /** The pipe that the properties of this JVM tell of. */
    static Pipe ofThisJvm() {
        Map<String, String> settings = new TreeMap<>();
        System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith(PROPERTY))
                .forEach(name -> settings.put(name.substring(PROPERTY.length()), System.getProperty(name)));
        return new Pipe(settings);
    }

    /** A session with the settings of Spark among these. */
    SparkSession session() {
        SparkSession.Builder builder = SparkSession.builder()
                .appName("pipe")
                .master("local[2]")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.sql.adaptive.enabled", "false")
                .config("spark.sql.shuffle.partitions", "2")
                // On a local disk the default starts several processes for each file.
                .config(
                        "spark.sql.streaming.checkpointFileManagerClass",
                        "org.apache.spark.sql.execution.streaming.checkpointing.FileSystemBasedCheckpointFileManager");
        part("spark.").forEach((name, value) -> builder.config("spark." + name, value));
        return builder.getOrCreate();
    }

    /** Starts the query. */
    StreamingQuery start(SparkSession spark) throws TimeoutException {
        return writer(spark).start();
    }

    private DataStreamWriter<Row> writer(SparkSession spark) {
        if (!spark.catalog().functionExists("paced")) {
            spark.udf().register("paced", (UDF2<String, Integer, String>) Pipe::paced, DataTypes.StringType);
            spark.udf().register("held", (UDF3<String, Integer, String, String>) Pipe::held, DataTypes.StringType);
        }
        Map<String, String> read = part("read.");
        Map<String, String> write = part("write.");
        DataStreamWriter<Row> writer = spark.readStream()
                .format(format(read))
                .options(read)
                .load()
                .selectExpr(settings.getOrDefault("select", "*").split(";"))
                .writeStream()
                .format(format(write))
                .options(write);
        if (settings.containsKey(CHECKPOINT)) {
            writer.option("checkpointLocation", settings.get(CHECKPOINT));
        }
        String trigger = settings.getOrDefault("trigger", "");
        if (trigger.equals("availableNow")) {
            return writer.trigger(Trigger.AvailableNow());
        }
        return trigger.startsWith("realTime:")
                ? writer.trigger(Trigger.RealTime(trigger.substring("realTime:".length())))
                        .outputMode("update")
                : writer;
    }

    private static String format(Map<String, String> options) {
        String other = options.remove("format");
        return other == null ? "millrace" : other;
    }

    private Map<String, String> part(String prefix) {
        Map<String, String> part = new TreeMap<>();
        settings.forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                part.put(name.substring(prefix.length()), value);
            }
        });
        return part;
    }

    /** Makes a batch last: the work of a query takes time. */
    private static String paced(String value, int millis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
        return value;
    }

    /** Keeps a task at a row until a test lets it go on. */
    private static String held(String value, int from, String file) {
        if (Long.parseLong(value) >= from) {
            await().atMost(BOUND).pollInterval(Duration.ofMillis(20)).until(() -> Files.exists(Path.of(file)));
        }
        return value;
    }
}
