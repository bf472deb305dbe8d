package io.millrace.testkit;

import io.millrace.spark.Millrace;
import io.millrace.spark.dstream.StreamEvent;
import io.millrace.testkit.example.DirectoryOutput;
import io.millrace.testkit.server.ChildJvm;
import io.millrace.testkit.server.ServerBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;

/**
 * A Spark driver in a process of its own that a test may kill: a push source in, by one of the two ways that keep what its
 * receivers acknowledge, and the values of its events out, each batch once, as lines of text.
 */
@SuppressWarnings("deprecation") // Spark calls all of DStreams deprecated; they are what half of this is about
public final class ReceiverDriver {
    private static final String PREFIX = "receiver.";
    private static final String OPTION = PREFIX + "option.";
    private static final String SPARK = PREFIX + "spark.";
    private static final long MOST_MILLIS = 600_000;

    /** How events get from the receivers into the output. */
    public enum Face {
        /** A streaming query over the receivers' journal. */
        JOURNAL,
        /** A DStream of receivers with Spark's write-ahead log. */
        WRITE_AHEAD_LOG
    }

    private ReceiverDriver() {}

    /**
     * The process, not started yet. Started again in the same directory it goes on where it was.
     *
     * @param directory for the checkpoint, the lines, and the journal if the options name no other place for it
     * @param options of the source, the connector's name among them
     * @param spark settings of Spark, the master among them
     */
    public static ServerBuilder process(
            Face face, Path directory, Map<String, String> options, Map<String, String> spark) throws IOException {
        Files.createDirectories(out(directory));
        ServerBuilder driver = ChildJvm.of(ReceiverDriver.class)
                .heap("512m")
                .property(PREFIX + "face", face.name())
                .property(PREFIX + "directory", directory.toString());
        String logging = System.getProperty("log4j2.configurationFile");
        if (logging != null) {
            driver.property("log4j2.configurationFile", logging);
        }
        options.forEach((name, value) -> driver.property(OPTION + name, value));
        spark.forEach((name, value) -> driver.property(PREFIX + name, value));
        return driver;
    }

    /** The values of all events that were written, in no order. */
    public static List<String> lines(Path directory) throws IOException {
        return DirectoryOutput.read(out(directory)).stream()
                .map(row -> row.get(0))
                .toList();
    }

    /** The values of all events that were written, for whoever waits for them: each epoch is read once. One thread at a time. */
    public static final class Written {
        private final Path directory;
        private final Set<Path> known = new HashSet<>();
        private final List<String> values = new ArrayList<>();

        /** What is written in the directory of a driver. */
        public Written(Path directory) {
            this.directory = directory;
        }

        /** All until now, in no order. */
        public List<String> values() throws IOException {
            DirectoryOutput.read(out(directory), known).forEach(row -> values.add(row.get(0)));
            return Collections.unmodifiableList(values);
        }
    }

    /** The driver itself. */
    public static void main(String[] args) throws Exception {
        Path directory = Path.of(System.getProperty(PREFIX + "directory", ""));
        SparkConf conf = new SparkConf().setAppName("receiver");
        properties(SPARK).forEach((name, value) -> conf.set("spark." + name, value));
        Map<String, String> options = properties(OPTION);
        switch (Face.valueOf(System.getProperty(PREFIX + "face", ""))) {
            case JOURNAL -> journal(conf, directory, options);
            case WRITE_AHEAD_LOG -> writeAheadLog(conf, directory, options);
        }
    }

    private static void journal(SparkConf conf, Path directory, Map<String, String> options) throws Exception {
        SparkSession.builder()
                .config(conf)
                .getOrCreate()
                .readStream()
                .format("millrace")
                .option("journal", directory.resolve("journal").toString())
                .options(options)
                .load()
                .selectExpr("CAST(value AS STRING) AS value")
                .writeStream()
                .format("millrace")
                .option("connector", "directory")
                .option("path", out(directory).toString())
                .option("checkpointLocation", directory.resolve("checkpoint").toString())
                .trigger(Trigger.ProcessingTime("1 second"))
                .start()
                .awaitTermination(MOST_MILLIS);
    }

    private static void writeAheadLog(SparkConf conf, Path directory, Map<String, String> options) throws Exception {
        String checkpoint = directory.resolve("checkpoint").toString();
        conf.set("spark.streaming.receiver.writeAheadLog.enable", "true");
        JavaStreamingContext context = JavaStreamingContext.getOrCreate(checkpoint, () -> {
            JavaStreamingContext made = new JavaStreamingContext(conf, Durations.seconds(1));
            made.checkpoint(checkpoint);
            JavaDStream<StreamEvent> events = Millrace.receive(made, options.getOrDefault("connector", ""), options);
            Millrace.write(
                    events,
                    batch -> Millrace.rows(batch).selectExpr("CAST(value AS STRING) AS value"),
                    "directory",
                    Map.of("path", out(directory).toString()));
            return made;
        });
        context.start();
        context.awaitTerminationOrTimeout(MOST_MILLIS);
    }

    private static Path out(Path directory) {
        return directory.resolve("out");
    }

    private static Map<String, String> properties(String prefix) {
        Map<String, String> found = new TreeMap<>();
        System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith(prefix))
                .forEach(name -> found.put(name.substring(prefix.length()), System.getProperty(name, "")));
        return found;
    }
}
