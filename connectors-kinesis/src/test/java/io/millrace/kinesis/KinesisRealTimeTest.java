package io.millrace.kinesis;

import static io.millrace.kinesis.Invariants.numbers;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.server.KinesisProxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.spark.sql.ForeachWriter;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kinesis in real-time mode, polled and pushed. */
@Timeout(120)
class KinesisRealTimeTest {
    private static final Queue<String> HANDED_OVER = new ConcurrentLinkedQueue<>();

    @TempDir
    Path checkpoint;

    private static final class Note extends ForeachWriter<String> {
        private static final long serialVersionUID = 1;

        @Override
        public boolean open(long partition, long epoch) {
            return true;
        }

        @Override
        public void process(String value) {
            HANDED_OVER.add(value);
        }

        @Override
        public void close(Throwable failure) {}
    }

    @ParameterizedTest
    @ValueSource(strings = {"polling", "fanout"})
    void handsOverAsRecordsComeAndLeavesNothingOutAfterARestart(String consumer) throws Exception {
        HANDED_OVER.clear();
        Emulator emulator = Emulator.lite();
        String stream = emulator.stream(1);
        try (KinesisProxy proxy = emulator.ownProxy()) {
            emulator.numbers(stream, 0, 0, 5);
            StreamingQuery query = start(proxy, stream, consumer);
            try {
                await(numbers(0, 5));
                emulator.numbers(stream, 0, 5, 10);
                await(numbers(0, 10));
            } finally {
                query.stop();
            }
            emulator.numbers(stream, 0, 10, 12);
            emulator.server().split(stream, emulator.shard(stream, 0));
            emulator.numbers(stream, 1, 12, 15);
            HANDED_OVER.clear();
            StreamingQuery again = start(proxy, stream, consumer);
            try {
                // What was handed over in the batch that was stopped comes again.
                await(numbers(10, 15));
            } finally {
                again.stop();
            }
        }
    }

    private StreamingQuery start(KinesisProxy proxy, String stream, String consumer) throws Exception {
        SparkSession spark = SparkSession.builder()
                .master("local[3]")
                .config("spark.ui.enabled", false)
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.sql.shuffle.partitions", 2)
                .config("spark.sql.streaming.realTimeMode.allowlistCheck", false)
                .config("spark.sql.streaming.realTimeMode.minBatchDuration", 500)
                .getOrCreate();
        return spark.readStream()
                .format("millrace")
                .option("connector", "kinesis")
                .options(Emulator.reading(proxy, stream))
                .options(Map.of("consumer", consumer, "consumerName", "spark", "consumerProtocol", "http1"))
                .option("startingOffsets", "earliest")
                .load()
                .selectExpr("CAST(value AS STRING)")
                .as(org.apache.spark.sql.Encoders.STRING())
                .writeStream()
                .foreach(new Note())
                .option("checkpointLocation", checkpoint.toString())
                .outputMode("update")
                .trigger(Trigger.RealTime("2 seconds"))
                .start();
    }

    private static void await(List<String> values) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(HANDED_OVER).containsAll(values));
    }
}
