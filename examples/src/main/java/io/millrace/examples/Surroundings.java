package io.millrace.examples;

import io.millrace.testkit.server.KafkaServer;
import org.apache.spark.sql.SparkSession;

/** What the pipeline runs on: a broker in a process of its own, and Spark in this one. */
final class Surroundings {
    /** Spark's own choice for a local disk starts several processes for each file. */
    private static final String CHECKPOINTS =
            "org.apache.spark.sql.execution.streaming.checkpointing.FileSystemBasedCheckpointFileManager";

    private Surroundings() {}

    /**
     * The controller takes a broker for dead that is silent for so long. A broker that was killed is let in again only after
     * that time; but a machine that is short of breath must not look like one.
     */
    static KafkaServer kafka(Settings settings) {
        return KafkaServer.builder()
                .property("broker.heartbeat.interval.ms", "500")
                .property(
                        "broker.session.timeout.ms",
                        settings.kill() || settings.whole().chaos() ? "3000" : "9000")
                .start();
    }

    /**
     * With a core for each receiver beside those that the machine has for the batches. A stream that is stopped gracefully gives
     * up after ten batches' time unless it is told otherwise, and a slow machine needs longer for its first ones.
     */
    static SparkSession spark(Settings settings) {
        int cores = Runtime.getRuntime().availableProcessors() + settings.receivers();
        return session()
                .master("local[" + cores + "]")
                .config("spark.sql.shuffle.partitions", settings.partitions())
                .config("spark.streaming.receiver.writeAheadLog.enable", settings.receivers() > 0)
                .config("spark.streaming.gracefulStopTimeout", "2m")
                .getOrCreate();
    }

    /** What all have. */
    static SparkSession.Builder session() {
        return SparkSession.builder()
                .appName("millrace demo")
                .config("spark.ui.enabled", false)
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.sql.session.timeZone", "UTC")
                .config("spark.sql.streaming.checkpointFileManagerClass", CHECKPOINTS);
    }
}
