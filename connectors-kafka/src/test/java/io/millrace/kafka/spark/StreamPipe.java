package io.millrace.kafka.spark;

import io.millrace.spark.Millrace;
import io.millrace.spark.dstream.StreamEvent;
import io.millrace.testkit.server.ChildJvm;
import io.millrace.testkit.server.ServerBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.SparkConf;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;

/**
 * A pipeline of DStreams told by text alone, so that a process of its own can run it.
 *
 * <p>{@code read.*} and {@code write.*} are options, {@code read.connector} and {@code write.connector} among them; {@code
 * interval} and {@code pace} are milliseconds, between batches and for each
 * event; {@code spark.*} are settings of Spark. The columns that are written are value, partition and position.
 *
 * @param settings all of it
 */
@SuppressWarnings("deprecation") // Spark calls all of DStreams deprecated; they are what this is about
record StreamPipe(Map<String, String> settings) {
    private static final String PROPERTY = "stream.";
    private static final String CHECKPOINT = "checkpoint";

    StreamPipe {
        settings = Map.copyOf(settings);
    }

    /** A pipeline that keeps its progress in {@code checkpoint}. */
    static StreamPipe keeping(Path checkpoint) {
        return new StreamPipe(Map.of(CHECKPOINT, checkpoint.toString()));
    }

    /** The same, with more settings, as names and values by turns. */
    StreamPipe with(String... namesAndValues) {
        Map<String, String> more = new TreeMap<>(settings);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            more.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return new StreamPipe(more);
    }

    /** A driver that runs the pipeline in a process of its own. */
    ServerBuilder driver() {
        ServerBuilder driver = ChildJvm.of(StreamDriver.class)
                .heap("512m")
                .jvm(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        String logging = System.getProperty("log4j2.configurationFile");
        if (logging != null) {
            driver.property("log4j2.configurationFile", logging);
        }
        settings.forEach((name, value) -> driver.property(PROPERTY + name, value));
        return driver;
    }

    /** The pipeline that the properties of this JVM tell of. */
    static StreamPipe ofThisJvm() {
        Map<String, String> settings = new TreeMap<>();
        System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith(PROPERTY))
                .forEach(name -> settings.put(name.substring(PROPERTY.length()), System.getProperty(name)));
        return new StreamPipe(settings);
    }

    /** A context that was not started yet: from the checkpoint if there is one. */
    JavaStreamingContext context() {
        return JavaStreamingContext.getOrCreate(settings.getOrDefault(CHECKPOINT, ""), this::anew);
    }

    private JavaStreamingContext anew() {
        SparkConf conf = new SparkConf()
                .setAppName("stream")
                .setMaster("local[2]")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1");
        part("spark.").forEach((name, value) -> conf.set("spark." + name, value));
        JavaStreamingContext context = new JavaStreamingContext(conf, Durations.milliseconds(number("interval", 800)));
        context.checkpoint(settings.getOrDefault(CHECKPOINT, ""));
        Map<String, String> read = part("read.");
        Map<String, String> write = part("write.");
        String from = read.getOrDefault("connector", "");
        JavaDStream<StreamEvent> events = Millrace.stream(context, from, read);
        long pace = number("pace", 0);
        JavaDStream<StreamEvent> paced = events.map(event -> {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pace));
            return event;
        });
        Millrace.write(
                paced,
                batch -> Millrace.rows(batch).selectExpr("CAST(value AS STRING) AS value", "partition", "position"),
                write.getOrDefault("connector", ""),
                write);
        return context;
    }

    private long number(String name, long otherwise) {
        return Long.parseLong(settings.getOrDefault(name, Long.toString(otherwise)));
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
}
