package io.millrace.flume;

import io.millrace.spark.Millrace;
import io.millrace.spark.dstream.StreamEvent;
import io.millrace.testkit.server.ChildJvm;
import io.millrace.testkit.server.ServerBuilder;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;

/**
 * A driver in a process of its own: two Flume receivers in, the bodies as lines of a directory out. Properties: {@code
 * flume.face}, {@code flume.directory}, {@code flume.port}, and Spark's settings as {@code flume.spark.*}.
 */
@SuppressWarnings("deprecation") // Spark calls all of DStreams deprecated; they are what half of this is about
final class FlumeDriver {
    private static final String PREFIX = "flume.";
    private static final long MOST_MILLIS = 600_000;

    /** How events get from the receivers into the output. */
    enum Face {
        /** A streaming query over the receivers' journal. */
        JOURNAL,
        /** A DStream of receivers with Spark's write-ahead log. */
        WRITE_AHEAD_LOG
    }

    private FlumeDriver() {}

    /** The process, not started yet. */
    static ServerBuilder process(Face face, Path directory, String port, Map<String, String> spark) {
        ServerBuilder driver = ChildJvm.of(FlumeDriver.class)
                .heap("512m")
                .property(PREFIX + "face", face.name())
                .property(PREFIX + "directory", directory.toString())
                .property(PREFIX + "port", port);
        String logging = System.getProperty("log4j2.configurationFile");
        if (logging != null) {
            driver.property("log4j2.configurationFile", logging);
        }
        spark.forEach((name, value) -> driver.property(PREFIX + name, value));
        return driver;
    }

    /** Where the lines go. */
    static Path out(Path directory) {
        return directory.resolve("out");
    }

    /** Where receivers keep what they acknowledged. */
    static Path kept(Face face, Path directory) {
        return directory.resolve(face == Face.JOURNAL ? "journal" : "checkpoint/receivedData");
    }

    public static void main(String[] args) throws Exception {
        Path directory = Path.of(property("directory"));
        SparkConf conf = new SparkConf().setAppName("flume");
        System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith(PREFIX + "spark."))
                .forEach(name -> conf.set(name.substring(PREFIX.length()), System.getProperty(name, "")));
        if (property("face").equals(Face.JOURNAL.name())) {
            journal(conf, directory);
        } else {
            writeAheadLog(conf, directory);
        }
    }

    private static void journal(SparkConf conf, Path directory) throws Exception {
        SparkSession.builder()
                .config(conf)
                .getOrCreate()
                .readStream()
                .format("millrace")
                .options(options())
                .option("connector", "flume")
                .option("journal", kept(Face.JOURNAL, directory).toString())
                .load()
                .selectExpr("CAST(value AS STRING) AS value")
                .writeStream()
                .format("millrace")
                .option("connector", "directory")
                .option("path", out(directory).toString())
                .option("checkpointLocation", directory.resolve("checkpoint").toString())
                .trigger(Trigger.ProcessingTime("200 milliseconds"))
                .start()
                .awaitTermination(MOST_MILLIS);
    }

    private static void writeAheadLog(SparkConf conf, Path directory) throws Exception {
        String checkpoint = directory.resolve("checkpoint").toString();
        Map<String, String> options = options();
        conf.set("spark.streaming.receiver.writeAheadLog.enable", "true");
        JavaStreamingContext context = JavaStreamingContext.getOrCreate(checkpoint, () -> {
            JavaStreamingContext made = new JavaStreamingContext(conf, Durations.milliseconds(500));
            made.checkpoint(checkpoint);
            JavaDStream<StreamEvent> events = Millrace.receive(made, "flume", options);
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

    private static Map<String, String> options() {
        return new TreeMap<>(Map.of("port", property("port"), "receivers", "2"));
    }

    private static String property(String name) {
        return System.getProperty(PREFIX + name, "");
    }
}
