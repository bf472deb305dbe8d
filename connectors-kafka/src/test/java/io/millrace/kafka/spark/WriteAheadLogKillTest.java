package io.millrace.kafka.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.testkit.server.FreePorts;
import io.millrace.testkit.server.ServerProcess;
import io.millrace.testkit.server.SparkCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A receiver with the write-ahead log on a cluster of several processes, while its executor and its driver are killed. */
final class WriteAheadLogKillTest {
    private static final Duration BOUND = Duration.ofMinutes(2);
    private static final int BATCH = 50;
    private static final int BATCHES = 20;

    @TempDir
    private Path directory;

    @Test
    void nothingIsLostWhenTheExecutorOrTheDriverIsKilled() {
        killed(1);
    }

    @Test
    @Tag("soak")
    void nothingIsLostWhenTheExecutorOrTheDriverIsKilledFiveTimes() {
        killed(5);
    }

    private void killed(int times) {
        int port = FreePorts.next(1).get(0);
        Ledger ledger = new Ledger(directory.resolve("ledger"));
        LineSender sender = new LineSender(port);
        int sent = 0;
        try (SparkCluster cluster = SparkCluster.start(2, 1)) {
            StreamPipe pipe = StreamPipe.keeping(directory.resolve("checkpoint"))
                    .with(cluster.settings())
                    .with("spark.streaming.receiver.writeAheadLog.enable", "true")
                    .with("face", "receive", "read.connector", "pushed-lines", "read.port", "" + port)
                    .with(
                            "write.connector",
                            "ledger",
                            "write.path",
                            ledger.path().toString());
            try (ServerProcess driver = pipe.driver().start()) {
                sent = send(sender, sent);
                for (int i = 0; i < times; i++) {
                    ProcessHandle executor = ProcessHandle.of(sender.receiver()).orElseThrow();
                    long begun = System.nanoTime();
                    cluster.killExecutor(executor);
                    sender.send(Mill.numbers(sent, sent + BATCH));
                    sent += BATCH;
                    System.out.printf(
                            "WriteAheadLogKillTest: taken in again %.1f s after its executor was killed%n",
                            (System.nanoTime() - begun) / 1e9);
                    sent = send(sender, sent);
                    driver.kill();
                    driver.restart();
                    sent = send(sender, sent);
                }
                int all = sent;
                await().atMost(BOUND)
                        .pollInterval(Duration.ofMillis(250))
                        .failFast("the driver ended, see " + driver.log(), () -> !driver.alive())
                        .until(() -> new HashSet<>(ledger.values()).size() >= all);
                driver.kill();
            }
        }
        List<String> values = ledger.values();
        assertThat(new HashSet<>(values)).containsExactlyInAnyOrderElementsOf(Mill.numbers(0, sent));
        assertThat(values.size() - sent).as("lines that are there twice").isLessThanOrEqualTo(sender.again());
        System.out.println("WriteAheadLogKillTest: " + sent + " lines taken in, " + sender.again() + " sent again, "
                + (values.size() - sent) + " there twice");
    }

    private static int send(LineSender sender, int from) {
        int sent = from;
        for (int i = 0; i < BATCHES; i++) {
            sender.send(Mill.numbers(sent, sent + BATCH));
            sent += BATCH;
        }
        return sent;
    }
}
