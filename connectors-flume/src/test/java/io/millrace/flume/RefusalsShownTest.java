package io.millrace.flume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.spark.Millrace;
import io.millrace.spark.dstream.ReceiverHealth;
import io.millrace.testkit.server.FreePorts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a receiver refuses is seen where users look: in the query's progress, and in the receiver's health. */
@SuppressWarnings("deprecation") // Spark calls all of DStreams deprecated; they are half of what this is about
class RefusalsShownTest {
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final String LARGE = "x".repeat(2_000);
    private static SparkSession spark;

    @TempDir
    private Path directory;

    private final int port = FreePorts.next();

    @BeforeAll
    static void start() {
        spark = SparkSession.builder()
                .master("local[3]")
                .config("spark.ui.enabled", false)
                .config("spark.driver.host", "127.0.0.1")
                .getOrCreate();
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    @Test
    void inTheProgressOfAQuery() throws Exception {
        StreamingQuery query = spark.readStream()
                .format("millrace")
                .options(options())
                .load()
                .writeStream()
                .format("noop")
                .option("checkpointLocation", directory.resolve("checkpoint").toString())
                .trigger(Trigger.ProcessingTime("100 milliseconds"))
                .start();
        try {
            refuseTwo();
            await().atMost(BOUND).untilAsserted(() -> {
                sendOne(); // a batch, and with it a new progress
                StreamingQueryProgress progress = query.lastProgress();
                assertThat(progress).isNotNull();
                assertThat(progress.sources()[0].metrics())
                        .containsEntry("receiver.0.refused.eventSize", "2")
                        .doesNotContainKey("receiver.0.refused.busy");
            });
        } finally {
            query.stop();
        }
    }

    @Test
    void inTheHealthOfAReceiver() throws Exception {
        JavaStreamingContext context = new JavaStreamingContext(
                JavaSparkContext.fromSparkContext(spark.sparkContext()), Durations.milliseconds(200));
        Millrace.receive(context, "flume", options("durability", "memory")).foreachRDD(rdd -> {});
        context.start();
        try {
            refuseTwo();
            await().atMost(BOUND).untilAsserted(() -> {
                ReceiverHealth health = Millrace.health(context).get(0);
                assertThat(health.refused()).containsExactly(Map.entry("eventSize", 2L));
                assertThat(health).asString().contains("refused {eventSize=2}");
            });
        } finally {
            context.stop(false, false);
        }
    }

    private void refuseTwo() {
        await().atMost(BOUND).ignoreExceptions().untilAsserted(this::sendOne);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> send(LARGE)).isInstanceOf(IOException.class);
        }
    }

    private void sendOne() throws IOException {
        send("small");
    }

    private void send(String value) throws IOException {
        try (Client client = Client.to("avro://127.0.0.1:" + port)) {
            client.send(List.of(Texts.event(value)));
        }
    }

    private Map<String, String> options(String... more) {
        Map<String, String> options =
                new HashMap<>(Map.of("connector", "flume", "port", Integer.toString(port), "maxEventSize", "1k"));
        for (int i = 0; i < more.length; i += 2) {
            options.put(more[i], more[i + 1]);
        }
        return options;
    }
}
