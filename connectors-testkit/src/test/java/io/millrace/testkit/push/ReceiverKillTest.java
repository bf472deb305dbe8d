package io.millrace.testkit.push;

import static org.awaitility.Awaitility.await;

import io.millrace.testkit.ReceiverDriver;
import io.millrace.testkit.ReceiverDriver.Face;
import io.millrace.testkit.server.FreePorts;
import io.millrace.testkit.server.ServerProcess;
import io.millrace.testkit.server.SparkCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A receiver on a cluster of several processes, of which its executor and the driver are killed. */
final class ReceiverKillTest {
    private static final Duration BOUND = Duration.ofMinutes(2);
    private static final int KILLS = 5;

    @TempDir
    private Path directory;

    private final int port = FreePorts.next();

    @ParameterizedTest
    @EnumSource
    @Tag("soak")
    void nothingAcknowledgedIsLostWhenExecutorsAndDriversAreKilledAgainAndAgain(Face face) throws Exception {
        Map<String, String> source = Map.of("connector", "tcp-lines", "port", Integer.toString(port));
        List<LineSender> senders = new ArrayList<>();
        try (SparkCluster cluster = SparkCluster.start(2, 1);
                ServerProcess driver = ReceiverDriver.process(face, directory, source, cluster.settings())
                        .start()) {
            for (int i = 0; i < 3; i++) {
                senders.add(new LineSender("s" + i, List.of(port)));
            }
            awaitMore(senders, driver, 100);
            for (int kill = 0; kill < KILLS; kill++) {
                await().atMost(BOUND).until(() -> executors(cluster) == 2);
                await().atMost(BOUND).until(() -> cluster.listening(port).isPresent());
                cluster.listening(port).ifPresent(cluster::killExecutor);
                long killed = System.nanoTime();
                awaitMore(senders, driver, 100);
                System.out.println("ReceiverKillTest, " + face + ": acknowledged again "
                        + pause(senders, killed).toMillis() + " ms after the kill of the receiver's executor");
                driver.kill();
                driver.restart();
                awaitMore(senders, driver, 100);
            }
            for (LineSender sender : senders) {
                sender.close();
            }
            await().atMost(BOUND)
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> Delivered.contains(ReceiverDriver.lines(directory), senders));
            driver.kill();
        } finally {
            for (LineSender sender : senders) {
                sender.close();
            }
        }
        Delivered.check(ReceiverDriver.lines(directory), senders);
    }

    private static int executors(SparkCluster cluster) {
        return cluster.workers().stream()
                .mapToInt(worker -> cluster.executors(worker).size())
                .sum();
    }

    /** How long nobody was acknowledged after a moment. */
    private static Duration pause(List<LineSender> senders, long from) {
        return Duration.ofNanos(senders.stream()
                .flatMap(sender -> sender.acknowledgedAt().stream())
                .filter(at -> at > from)
                .mapToLong(at -> at - from)
                .min()
                .orElseThrow());
    }

    private static void awaitMore(List<LineSender> senders, ServerProcess driver, int lines) {
        int least = acknowledged(senders) + lines;
        await().atMost(BOUND)
                .failFast("the driver ended", () -> !driver.alive())
                .until(() -> acknowledged(senders) > least);
    }

    private static int acknowledged(List<LineSender> senders) {
        return senders.stream().mapToInt(sender -> sender.acknowledged().size()).sum();
    }
}
