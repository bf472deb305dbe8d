package io.millrace.kafka.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A running query of Spark's own Kafka source moves over to ours. */
final class MigrationTest {
    private static final Duration BOUND = Duration.ofMinutes(1);
    private static final int PARTITIONS = 2;

    private static SparkSession spark;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() {
        spark = new Pipe(Map.of()).session();
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    @Test
    void goesOnWhereTheOldQueryStoppedWithNothingLostOrDoubled() throws Exception {
        String from = Mill.topic("migration", PARTITIONS);
        Ledger ledger = new Ledger(directory.resolve("ledger"));
        Mill.send(from, PARTITIONS, Mill.numbers(0, 250));
        Pipe old = pipe(from, "old", ledger)
                .with("read.format", "kafka", "read.startingOffsets", "earliest")
                .with("read.maxOffsetsPerTrigger", "100");
        assertThat(old.start(spark).awaitTermination(BOUND.toMillis())).isTrue();
        assertThat(old.checkpoint().ended()).isEqualTo(2);
        Mill.send(from, PARTITIONS, Mill.numbers(250, 400));

        Pipe next = pipe(from, "new", ledger)
                .with("read.connector", "kafka", "read.columns", "native", "read.maxOffsetsPerTrigger", "100")
                .with("read.startingOffsets", "checkpoint:" + old.checkpoint().path());
        assertThat(next.start(spark).awaitTermination(BOUND.toMillis())).isTrue();

        assertThat(next.checkpoint().ended()).isEqualTo(1);
        assertThat(ledger.values()).containsExactlyInAnyOrderElementsOf(Mill.numbers(0, 400));
    }

    @Test
    void aBatchThatTheOldQueryNeverEndedIsReadAnew() throws Exception {
        String from = Mill.topic("migration", PARTITIONS);
        Ledger ledger = new Ledger(directory.resolve("ledger"));
        Mill.send(from, PARTITIONS, Mill.numbers(0, 250));
        Pipe old = pipe(from, "old", ledger)
                .with("read.format", "kafka", "read.startingOffsets", "earliest")
                .with("read.maxOffsetsPerTrigger", "100");
        assertThat(old.start(spark).awaitTermination(BOUND.toMillis())).isTrue();
        old.checkpoint().forgetTheLastEnd();

        Ledger second = new Ledger(directory.resolve("second"));
        Pipe next = pipe(from, "new", second)
                .with("read.connector", "kafka", "read.columns", "native")
                .with("read.startingOffsets", "checkpoint:" + old.checkpoint().path());
        assertThat(next.start(spark).awaitTermination(BOUND.toMillis())).isTrue();

        assertThat(second.values()).as("the batch that was not ended").hasSize(50);
        assertThat(ledger.values()).containsAll(second.values());
    }

    @Test
    void theColumnsAreThoseOfSparksOwnSource() {
        String from = Mill.topic("migration", 1);
        for (String headers : List.of("false", "true")) {
            assertThat(schema("millrace", Map.of("connector", "kafka", "columns", "native"), from, headers))
                    .isEqualTo(schema("kafka", Map.of(), from, headers));
        }
    }

    private static StructType schema(String format, Map<String, String> more, String topic, String headers) {
        return spark.readStream()
                .format(format)
                .options(more)
                .option("kafka.bootstrap.servers", Mill.brokers())
                .option("subscribe", topic)
                .option("includeHeaders", headers)
                .load()
                .schema();
    }

    private Pipe pipe(String from, String checkpoint, Ledger ledger) {
        return Pipe.keeping(directory.resolve(checkpoint))
                .with("read.kafka.bootstrap.servers", Mill.brokers(), "read.subscribe", from)
                .with("select", "CAST(value AS STRING) AS value; topic; partition; offset")
                .with("write.connector", "ledger", "write.path", ledger.path().toString())
                .with("trigger", "availableNow");
    }
}
