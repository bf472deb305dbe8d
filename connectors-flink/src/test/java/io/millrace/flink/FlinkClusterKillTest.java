package io.millrace.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.testkit.ReceiverDriver;
import io.millrace.testkit.ReceiverDriver.Face;
import io.millrace.testkit.server.FlinkCluster;
import io.millrace.testkit.server.FreePorts;
import io.millrace.testkit.server.KeepServerLogs;
import io.millrace.testkit.server.ServerProcess;
import io.millrace.testkit.server.SparkCluster;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A job on a cluster of JobManager and TaskManager sends to two receivers on a cluster of Spark, while all of them are killed at
 * random moments, and the job changes its parallelism whenever it is submitted again.
 */
@Tag("soak")
@ExtendWith(KeepServerLogs.class)
final class FlinkClusterKillTest {
    private static final Duration BOUND = Duration.ofMinutes(3);
    private static final int EVENTS = 200_000;

    @TempDir
    private Path directory;

    private enum Victim {
        TASK_MANAGER,
        JOB_MANAGER,
        EXECUTOR,
        DRIVER
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nothingIsLostWhateverIsKilledAgainAndAgain(boolean once) throws Exception {
        long seed = Long.getLong("millrace.seed", System.nanoTime() & 0xff_ffff);
        System.out.println("FlinkClusterKillTest: seed " + seed + " (again with -Dmillrace.seed=" + seed + ")");
        Random random = new Random(seed);
        List<Victim> victims = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            victims.addAll(List.of(Victim.values()));
        }
        Collections.shuffle(victims, random);
        int port = twoPorts();
        Map<String, String> source = Map.of(
                "connector", "flume",
                "protocol", "thrift",
                "port", port + "-" + (port + 1),
                "receivers", "2");
        Path checkpoints = Files.createDirectory(directory.resolve("checkpoints"));
        try (SparkCluster spark = SparkCluster.start(2, 2);
                FlinkCluster flink = FlinkCluster.start(FlinkKillTest.ours(), 1);
                ServerProcess driver = ReceiverDriver.process(Face.JOURNAL, directory, source, spark.settings())
                        .start()) {
            String hosts = "127.0.0.1:" + port + ",127.0.0.1:" + (port + 1);
            int parallelism = 1;
            ServerProcess job = FlinkKillTest.job(flink, hosts, checkpoints, once, parallelism, EVENTS).start();
            try {
                for (int i = 0; i < victims.size(); i++) {
                    long from = (long) ((i + random.nextDouble()) * EVENTS / (victims.size() + 1));
                    await().atMost(BOUND)
                            .failFast("the driver ended, see " + driver.log(), () -> !driver.alive())
                            .until(() -> ReceiverDriver.lines(directory).size() >= from);
                    switch (victims.get(i)) {
                        case TASK_MANAGER -> {
                            flink.taskManagers().get(0).restart();
                            flink.awaitSlots();
                        }
                        case JOB_MANAGER -> {
                            flink.jobManager().restart();
                            flink.awaitSlots();
                            job.close();
                            parallelism = 3 - parallelism;
                            job = FlinkKillTest.job(flink, hosts, checkpoints, once, parallelism, EVENTS).start();
                        }
                        case EXECUTOR -> {
                            List<ProcessHandle> executors = spark.workers().stream()
                                    .flatMap(worker -> spark.executors(worker).stream())
                                    .toList();
                            executors
                                    .get(random.nextInt(executors.size()))
                                    .destroyForcibly();
                        }
                        case DRIVER -> driver.restart();
                    }
                }
                var unused = job.awaitLine("the job is done", BOUND);
            } finally {
                job.close();
            }
            List<String> numbers =
                    IntStream.range(0, EVENTS).mapToObj(Integer::toString).toList();
            await().atMost(BOUND).until(() -> ReceiverDriver.lines(directory).containsAll(numbers));
            if (once) {
                assertThat(ReceiverDriver.lines(directory)).hasSize(EVENTS);
            }
        }
    }

    /** The first of two free ports that follow one another. */
    private static int twoPorts() throws IOException {
        while (true) {
            int port = FreePorts.next();
            try (ServerSocket next = new ServerSocket(port + 1, 1, InetAddress.getLoopbackAddress())) {
                return next.getLocalPort() - 1;
            } catch (BindException taken) {
                // Another pair, then.
                continue;
            }
        }
    }
}
