package io.millrace.bench;

import io.millrace.testkit.server.KafkaServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/** What every benchmark stands on: a broker in its own process, Spark in this one, and a directory for checkpoints. */
final class Rig implements AutoCloseable {
    private final Settings settings;
    private final Path directory;
    private final KafkaServer broker;

    private Rig(Settings settings, Path directory, KafkaServer broker) {
        this.settings = settings;
        this.directory = directory;
        this.broker = broker;
    }

    static Rig start(Settings settings) throws IOException {
        say("starting a broker");
        Path directory = Files.createTempDirectory("millrace-bench-");
        // Deleted topics give their disk back soon: each round of writing fills a new one.
        KafkaServer broker = KafkaServer.builder()
                .forThroughput()
                .property("log.segment.delete.delay.ms", "1000")
                .start();
        return new Rig(settings, directory, broker);
    }

    Settings settings() {
        return settings;
    }

    /** A directory on the disk, gone at the end. */
    Path directory() {
        return directory;
    }

    String brokers() {
        return broker.bootstrap();
    }

    /** A new topic of four partitions. */
    String topic(String name) {
        return topic(name, 4);
    }

    /** A new topic. */
    String topic(String name, int partitions) {
        broker.createTopic(name, partitions);
        return name;
    }

    void deleteTopic(String name) {
        broker.deleteTopic(name);
    }

    /** A checkpoint that was never used. */
    String checkpoint() {
        return directory.resolve("checkpoint-" + UUID.randomUUID()).toString();
    }

    /** Spark with so many task slots; to be closed. */
    SparkSession spark(int slots, Map<String, String> more) {
        SparkSession.Builder builder = SparkSession.builder()
                .appName("millrace-bench")
                .master("local[" + slots + "]")
                .config("spark.ui.enabled", false)
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.sql.shuffle.partitions", 2)
                // Spark's choice for a local disk starts a process for each file of a checkpoint, which takes longer
                // than to
                // read a batch, the same on all sides; nobody has that on HDFS or S3.
                .config(
                        "spark.sql.streaming.checkpointFileManagerClass",
                        "org.apache.spark.sql.execution.streaming.checkpointing.FileSystemBasedCheckpointFileManager")
                .config(
                        "spark.sql.warehouse.dir",
                        directory.resolve("warehouse").toString());
        more.forEach(builder::config);
        SparkSession spark = builder.getOrCreate();
        // Its warnings are about settings that are meant so, and would drown the figures.
        spark.sparkContext().setLogLevel("ERROR");
        return spark;
    }

    /** Tells what goes on, where the figures do not go. */
    static void say(String message) {
        System.err.println("bench: " + message);
    }

    @Override
    public void close() {
        broker.close();
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
