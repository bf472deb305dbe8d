package io.millrace.kafka.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.testkit.server.ServerProcess;
import io.millrace.testkit.server.SparkCluster;
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
    void nothingIsLostOrDoubledWhenAnExecutorIsKilled() {
        Random random = Seeds.random("ClusterTest");
        String from = Mill.topic("cluster-in", PARTITIONS);
        Mill.send(from, PARTITIONS, Mill.numbers(0, 1_000));
        Ledger ledger = new Ledger(directory.resolve("ledger"));
        try (SparkCluster cluster = SparkCluster.start(2, 1)) {
            Pipe pipe = Pipe.keeping(directory.resolve("checkpoint"))
                    .with(cluster.settings())
                    .with("read.connector", "kafka", "read.kafka.bootstrap.servers", Mill.brokers())
                    .with("read.subscribe", from, "read.startingOffsets", "earliest", "read.maxRecords", "400")
                    .with("select", "paced(CAST(value AS STRING), 5) AS value; partition; position")
                    .with(
                            "write.connector",
                            "ledger",
                            "write.path",
                            ledger.path().toString());
            Arrivals arrivals = Arrivals.in(ledger);
            try (ServerProcess driver = pipe.driver().start()) {
                driver.await(
                        "write in its second batch",
                        running -> pipe.checkpoint().running().orElse(-1) == 1 && arrivals.rows(1) > 0,
                        BOUND);
                List<ProcessHandle> executors = cluster.workers().stream()
                        .flatMap(worker -> cluster.executors(worker).stream())
                        .toList();
                assertThat(executors).hasSize(2);
                cluster.killExecutor(executors.get(random.nextInt(2)));
                assertThat(pipe.checkpoint().ended())
                        .as("the last batch that was ended")
                        .isZero();
                System.out.println("ClusterTest: an executor was killed in batch 1 at " + arrivals.rows(1) + " rows");
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
