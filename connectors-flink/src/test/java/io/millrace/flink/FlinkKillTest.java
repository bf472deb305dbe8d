package io.millrace.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.testkit.server.ChildJvm;
import io.millrace.testkit.server.FlinkCluster;
import io.millrace.testkit.server.KeepServerLogs;
import io.millrace.testkit.server.ServerBuilder;
import io.millrace.testkit.server.ServerClasspath;
import io.millrace.testkit.server.ServerProcess;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A job of numbers on a cluster of JobManager and TaskManager, each of which is killed, while connections break and receivers come
 * and go. Whenever the job is submitted again it has another parallelism.
 */
@ExtendWith(KeepServerLogs.class)
class FlinkKillTest {
    private static final Duration BOUND = Duration.ofMinutes(2);
    private static final int COUNT = 20_000;

    @TempDir
    Path directory;

    @Test
    @Timeout(300)
    void exactlyOnceLosesAndDoublesNothing() throws Exception {
        assertThat(killed(true, 4)).hasSize(COUNT).containsExactlyInAnyOrderElementsOf(numbers());
    }

    @Test
    @Timeout(300)
    void atLeastOnceLosesNothing() throws Exception {
        assertThat(killed(false, 2)).containsAll(numbers());
    }

    private List<String> killed(boolean once, int kills) throws Exception {
        long seed = Long.getLong("millrace.seed", System.nanoTime() & 0xff_ffff);
        System.out.println("FlinkKillTest: seed " + seed + " (again with -Dmillrace.seed=" + seed + ")");
        Random random = new Random(seed);
        Path checkpoints = Files.createDirectory(directory.resolve("checkpoints"));
        int parallelism = 1;
        try (Receivers receivers = new Receivers(directory.resolve("journal"), 2);
                FlinkCluster flink = FlinkCluster.start(ours(), 1)) {
            String hosts = receivers.hosts();
            ServerProcess job =
                    job(flink, hosts, checkpoints, once, parallelism).start();
            try {
                for (int kill = 0; kill < kills; kill++) {
                    awaitStored(receivers, job, (long) ((kill + random.nextDouble()) * COUNT / (kills + 1)));
                    receivers.cut(kill % 2);
                    if (kill % 2 == 0) {
                        receivers.restart(1);
                        flink.taskManagers().get(0).restart();
                    } else {
                        flink.jobManager().kill();
                        job.close();
                        flink.jobManager().restart();
                        flink.awaitSlots();
                        parallelism = 3 - parallelism;
                        job = job(flink, hosts, checkpoints, once, parallelism).start();
                    }
                }
                var unused = job.awaitLine("the job is done", BOUND);
            } finally {
                job.close();
            }
            System.out.println("FlinkKillTest: " + receivers.stored() + " stored of " + COUNT);
            return receivers.values();
        }
    }

    private static void awaitStored(Receivers receivers, ServerProcess job, long events) {
        await().atMost(BOUND)
                .pollInterval(Duration.ofMillis(50))
                .failFast("the job ended, see " + job.log(), () -> !job.alive())
                .until(() -> receivers.stored() >= events);
    }

    private static List<String> numbers() {
        return IntStream.range(0, COUNT).mapToObj(Integer::toString).toList();
    }

    /** The client of a job, which ends with it. A job goes on from the last checkpoint that it finds. */
    private static ServerBuilder job(
            FlinkCluster flink, String hosts, Path checkpoints, boolean once, int parallelism) {
        return ServerProcess.java("flink-job", classpath(), NumbersJob.class.getName())
                .jvm(FlinkCluster.FLAGS)
                .quickStart()
                .heap("256m")
                .property("org.slf4j.simpleLogger.defaultLogLevel", "warn")
                .property("numbers.cluster", Integer.toString(flink.restPort()))
                .property("numbers.directory", checkpoints.toString())
                .property("numbers.count", Integer.toString(COUNT))
                .property("numbers.parallelism", Integer.toString(parallelism))
                .property("numbers.hosts", hosts)
                .property("numbers.once", Boolean.toString(once));
    }

    /** Flink's own, and what a job brings. */
    static String classpath() {
        return ServerClasspath.of("flink") + File.pathSeparator + String.join(File.pathSeparator, ours());
    }

    /** What a job brings; nothing of Spark's. */
    static List<String> ours() {
        return Arrays.stream(ChildJvm.classpath().split(File.pathSeparator, -1))
                .filter(entry -> Stream.of("connectors-api", "connectors-sender", "connectors-flink", "jspecify")
                        .anyMatch(entry::contains))
                .toList();
    }
}
