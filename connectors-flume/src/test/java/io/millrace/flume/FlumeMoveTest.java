package io.millrace.flume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.testkit.ReceiverDriver;
import io.millrace.testkit.ReceiverDriver.Face;
import io.millrace.testkit.server.FlumeAgent;
import io.millrace.testkit.server.FreePorts;
import io.millrace.testkit.server.KeepServerLogs;
import io.millrace.testkit.server.ServerProcess;
import io.millrace.testkit.server.SparkCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long an agent with the sample configuration waits for its next acknowledgement, by its own count, when the executor of one
 * of its two receivers is killed, and how long until that receiver is back on another executor.
 */
@ExtendWith(KeepServerLogs.class)
final class FlumeMoveTest {
    private static final Duration START = Duration.ofMinutes(2);
    /** Printed is what it takes; this only bounds it on a machine that is busy with something else. */
    private static final Duration BOUND = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    @Test
    void aKilledReceiverMovesAndItsAgentGoesOnSoon() throws Exception {
        moved(Face.JOURNAL);
    }

    @Test
    @Tag("soak")
    void aKilledReceiverOfADStreamMovesAndItsAgentGoesOnSoon() throws Exception {
        moved(Face.WRITE_AHEAD_LOG);
    }

    private void moved(Face face) throws Exception {
        int port = FreePorts.nextPair();
        int source = FreePorts.next();
        Map<String, String> options = Map.of("connector", "flume", "port", port + "-" + (port + 1), "receivers", "2");
        // Three cores, so that one executor would do for both receivers and the batches.
        try (SparkCluster cluster = SparkCluster.start(2, 3);
                ServerProcess driver = ReceiverDriver.process(face, directory, options, cluster.settings())
                        .start();
                FlumeAgent agent = FlumeAgent.start(Configurations.sample(source, port, port + 1));
                AgentCounters counters = AgentCounters.of(agent);
                Trickle trickle = new Trickle("avro://127.0.0.1:" + source)) {
            await().atMost(START)
                    .failFast("the driver ended, see " + driver.log(), () -> !driver.alive())
                    .until(() -> counters.acknowledged("k1") > 0 && counters.acknowledged("k2") > 0);
            ProcessHandle victim = cluster.listening(port).orElseThrow();
            assertThat(cluster.listening(port + 1))
                    .as("the executor of the other receiver")
                    .isPresent()
                    .get()
                    .isNotEqualTo(victim);

            long begun = System.nanoTime();
            cluster.killExecutor(victim);
            long before = counters.acknowledged("k1") + counters.acknowledged("k2");
            long beforeThere = counters.acknowledged("k1");
            long again = millis(begun, () -> counters.acknowledged("k1") + counters.acknowledged("k2") > before);
            long moved = millis(begun, () -> cluster.listening(port).isPresent());
            Optional<ProcessHandle> successor = cluster.listening(port);
            long there = millis(begun, () -> counters.acknowledged("k1") > beforeThere);
            System.out.println("FlumeMoveTest, " + face + ": acknowledged again " + again + " ms after the kill of a"
                    + " receiver's executor; the receiver is on another one after " + moved
                    + " ms, and acknowledges there"
                    + " after " + there + " ms");
            assertThat(successor)
                    .as("the receiver's new executor")
                    .isPresent()
                    .get()
                    .isNotEqualTo(victim);

            int sent = trickle.stop();
            await().atMost(START)
                    .failFast("the driver ended, see " + driver.log(), () -> !driver.alive())
                    .until(() -> NumberedSender.count(ReceiverDriver.lines(directory), sent)
                                    .missing()
                            == 0);
            driver.kill();
        }
    }

    private static long millis(long begun, Callable<Boolean> condition) {
        await().atMost(BOUND)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .until(condition);
        return Duration.ofNanos(System.nanoTime() - begun).toMillis();
    }
}
