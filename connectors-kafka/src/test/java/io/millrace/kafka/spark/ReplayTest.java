package io.millrace.kafka.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The last batch run once more, because the commit log has lost its end. */
final class ReplayTest {
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
    void leavesATransactionalOutputAsItIs() throws Exception {
        Ledger ledger = new Ledger(directory.resolve("ledger"));
        Pipe pipe = pipe().with("select", "CAST(value AS STRING) AS value; partition; position")
                .with("write.connector", "ledger", "write.path", ledger.path().toString());

        runTwice(pipe);

        assertThat(ledger.attempts(2)).as("attempts of the last batch").hasSize(2 * PARTITIONS);
        Repeats.areEqual(ledger);
        assertThat(ledger.values()).containsExactlyInAnyOrderElementsOf(Mill.numbers(0, 250));
    }

    @Test
    void repeatsInKafkaCarryTheSameHeaders() throws Exception {
        String to = Mill.topic("replay-out", PARTITIONS);
        Pipe pipe = pipe().with("select", "key; value")
                .with("write.connector", "kafka", "write.kafka.bootstrap.servers", Mill.brokers())
                .with("write.topic", to, "write.epochHeaders", "true");

        runTwice(pipe);

        assertThat(Repeats.carryTheSameHeaders(to, Mill.numbers(0, 250)))
                .as("repeated records: those of the last batch")
                .isEqualTo(50);
    }

    private Pipe pipe() {
        String from = Mill.topic("replay-in", PARTITIONS);
        Mill.send(from, PARTITIONS, Mill.numbers(0, 250));
        return Pipe.keeping(directory.resolve("checkpoint"))
                .with("read.connector", "kafka", "read.kafka.bootstrap.servers", Mill.brokers())
                .with("read.subscribe", from, "read.startingOffsets", "earliest", "read.maxRecords", "100")
                .with("trigger", "availableNow");
    }

    /** Runs three batches, and the last of them again. */
    private static void runTwice(Pipe pipe) throws Exception {
        assertThat(pipe.start(spark).awaitTermination(BOUND.toMillis())).isTrue();
        assertThat(pipe.checkpoint().ended()).isEqualTo(2);
        List<String> planned = List.of(pipe.checkpoint().offsets(2));
        pipe.checkpoint().forgetTheLastEnd();

        assertThat(pipe.start(spark).awaitTermination(BOUND.toMillis())).isTrue();
        assertThat(pipe.checkpoint().ended()).isGreaterThanOrEqualTo(2);
        assertThat(List.of(pipe.checkpoint().offsets(2))).isEqualTo(planned);
    }
}
