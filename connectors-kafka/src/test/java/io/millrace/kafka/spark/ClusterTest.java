package io.millrace.kafka.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.testkit.server.ServerProcess;
import io.millrace.testkit.server.SparkCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A query on a cluster of several processes, of which one executor is killed inside a batch. */
final class ClusterTest {
    private static final Duration BOUND = Duration.ofMinutes(2);
    private static final int PARTITIONS = 2;

    @TempDir
    private Path directory;

    @Test
    void nothingIsLostOrDoubledWhenAnExecutorIsKilled() throws IOException {
        Random random = Seeds.random("ClusterTest");
        String from = Mill.topic("cluster-in", PARTITIONS);
        Mill.send(from, PARTITIONS, Mill.numbers(0, 1_000));
        Ledger ledger = new Ledger(directory.resolve("ledger"));
        Path gate = directory.resolve("gate");
        try (SparkCluster cluster = SparkCluster.start(2, 1)) {
            Pipe pipe = Pipe.keeping(directory.resolve("checkpoint"))
                    .with(cluster.settings())
                    .with("read.connector", "kafka", "read.kafka.bootstrap.servers", Mill.brokers())
                    .with("read.subscribe", from, "read.startingOffsets", "earliest", "read.maxRecords", "400")
                    .with("select", "held(CAST(value AS STRING), 600, '" + gate + "') AS value; partition; position")
                    .with(
                            "write.connector",
                            "ledger",
                            "write.path",
                            ledger.path().toString());
            try (ServerProcess driver = pipe.driver().start()) {
                driver.await(
                        "write with all tasks of its second batch",
                        running -> ledger.attempts(1).stream()
                                        .filter(attempt -> !attempt.rows().isEmpty())
                                        .count()
                                == PARTITIONS,
                        BOUND);
                List<ProcessHandle> executors = cluster.workers().stream()
                        .flatMap(worker -> cluster.executors(worker).stream())
                        .toList();
                assertThat(executors).hasSize(2);
                cluster.killExecutor(executors.get(random.nextInt(2)));
                assertThat(pipe.checkpoint().ended())
                        .as("the last batch that was ended")
                        .isZero();
                Files.createFile(gate);
                await().atMost(BOUND)
                        .pollInterval(Duration.ofMillis(250))
                        .failFast("the driver ended", () -> !driver.alive())
                        .until(() -> ledger.values().size() >= 1_000);
                driver.kill();
            }
        }
        assertThat(Repeats.sorted(ledger.values())).isEqualTo(Repeats.sorted(Mill.numbers(0, 1_000)));
        assertThat(ledger.attempts(1)).as("attempts in the batch of the kill").hasSizeGreaterThan(PARTITIONS);
        Repeats.areEqual(ledger);
    }
}
