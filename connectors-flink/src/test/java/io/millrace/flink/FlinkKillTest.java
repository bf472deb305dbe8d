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
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A job of numbers, killed and restarted from its checkpoints, while connections break and receivers come and go. */
@ExtendWith(KeepServerLogs.class)
class FlinkKillTest {
    private static final Duration BOUND = Duration.ofMinutes(2);
    private static final int COUNT = 20_000;

    @TempDir
    Path directory;

    @Test
    void exactlyOnceLosesAndDoublesNothing() throws Exception {
        List<String> values = killed(true);
        assertThat(values).hasSize(COUNT);
        assertThat(values).containsExactlyInAnyOrderElementsOf(numbers());
    }

    @Test
    void atLeastOnceLosesNothing() throws Exception {
        assertThat(killed(false)).containsAll(numbers());
    }

    private List<String> killed(boolean once) throws Exception {
        Random random = new Random(7);
        Path checkpoints = Files.createDirectory(directory.resolve("checkpoints"));
        try (Receivers receivers = new Receivers(directory.resolve("journal"), 2);
                ServerProcess job = job(once, receivers.hosts(), checkpoints).start()) {
            for (int kill = 1; kill <= 2; kill++) {
                long from = kill * COUNT / 4L + random.nextInt(COUNT / 8);
                awaitStored(receivers, job, from);
                receivers.cut(0);
                receivers.restart(1);
                awaitStored(receivers, job, from + 500);
                receivers.cut(1);
                job.kill();
                job.restart();
            }
            var unused = job.awaitLine("the job is done", BOUND);
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

    private static ServerBuilder job(boolean once, String hosts, Path checkpoints) {
        return ServerProcess.java("flink", classpath(), NumbersJob.class.getName())
                .jvm(FlinkCluster.FLAGS)
                .quickStart()
                .heap("512m")
                .property("org.slf4j.simpleLogger.defaultLogLevel", "warn")
                .property("numbers.directory", checkpoints.toString())
                .property("numbers.count", Integer.toString(COUNT))
                .property("numbers.pause", "10")
                .property("numbers.parallelism", "1")
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
