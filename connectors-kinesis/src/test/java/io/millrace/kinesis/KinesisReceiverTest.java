package io.millrace.kinesis;

import static io.millrace.kinesis.Invariants.numbers;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.spark.Millrace;
import io.millrace.spark.dstream.StreamEvent;
import io.millrace.testkit.server.KinesisProxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What receivers of Kinesis do beside the rules of all logs, polled and pushed. */
@Timeout(120)
@SuppressWarnings("deprecation") // Spark calls all of DStreams deprecated; they are what this is about
class KinesisReceiverTest {
    private static final Queue<String> RECEIVED = new ConcurrentLinkedQueue<>();

    @TempDir
    Path checkpoint;

    @ParameterizedTest
    @ValueSource(strings = {"polling", "fanout"})
    void shardsAreReadToTheirEndAndThenThoseThatGoOnForThem(String consumer) throws Exception {
        RECEIVED.clear();
        Emulator emulator = Emulator.lite();
        String stream = emulator.stream(1);
        emulator.numbers(stream, 0, 0, 5);
        try (KinesisProxy proxy = emulator.ownProxy()) {
            JavaStreamingContext context = start(proxy, stream, consumer);
            try {
                await(5);
                emulator.numbers(stream, 0, 5, 10);
                emulator.server().split(stream, emulator.shard(stream, 0));
                emulator.numbers(stream, 1, 10, 15);
                await(15);
                emulator.server().merge(stream, emulator.shard(stream, 1), emulator.shard(stream, 2));
                emulator.numbers(stream, 3, 15, 20);
                await(20);
            } finally {
                context.stop(false, false);
            }
            assertThat(List.copyOf(RECEIVED)).isEqualTo(numbers(0, 20));
        }
    }

    private JavaStreamingContext start(KinesisProxy proxy, String stream, String consumer) {
        SparkSession spark = SparkSession.builder()
                .master("local[3]")
                .config("spark.ui.enabled", false)
                .config("spark.driver.host", "127.0.0.1")
                .getOrCreate();
        JavaStreamingContext context =
                new JavaStreamingContext(new JavaSparkContext(spark.sparkContext()), Durations.milliseconds(300));
        context.checkpoint(checkpoint.toString());
        Map<String, String> options = Emulator.reading(proxy, stream);
        options.putAll(Map.of("consumer", consumer, "consumerName", "receiver", "consumerProtocol", "http1"));
        options.putAll(Map.of("startingOffsets", "earliest", "discoverInterval", "200ms", "durability", "memory"));
        Millrace.receive(context, "kinesis", options).foreachRDD(rdd -> received(rdd.collect()));
        context.start();
        return context;
    }

    private static void received(List<StreamEvent> events) {
        events.forEach(event -> RECEIVED.add(new String(event.value(), StandardCharsets.UTF_8)));
    }

    private static void await(int count) {
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> RECEIVED.size() >= count);
    }
}
