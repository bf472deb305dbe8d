package io.millrace.storm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.testkit.server.ChildJvm;
import io.millrace.testkit.server.KeepServerLogs;
import io.millrace.testkit.server.ServerClasspath;
import io.millrace.testkit.server.ServerProcess;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A topology with a spout that replays, while connections break and receivers come and go. */
@ExtendWith(KeepServerLogs.class)
class StormFaultsTest {
    private static final Duration BOUND = Duration.ofMinutes(2);
    private static final int COUNT = 20_000;

    @TempDir
    Path directory;

    @Test
    void tuplesWithAnIdentityAreNeitherLostNorDoubled() throws Exception {
        assertThat(disturbed(true)).hasSize(COUNT).containsExactlyInAnyOrderElementsOf(numbers());
    }

    @Test
    void tuplesWithoutAnIdentityAreNotLost() throws Exception {
        assertThat(disturbed(false)).containsAll(numbers());
    }

    private List<String> disturbed(boolean once) throws Exception {
        Path home = Files.createDirectory(directory.resolve("storm"));
        try (Receivers receivers = new Receivers(directory.resolve("journal"), 2);
                ServerProcess topology = ServerProcess.java("storm", classpath(), NumbersTopology.class.getName())
                        .quickStart()
                        .heap("512m")
                        .property("storm.home", home.toString())
                        .property("java.io.tmpdir", home.toString())
                        .property("numbers.count", Integer.toString(COUNT))
                        .property("numbers.hosts", receivers.hosts())
                        .property("numbers.once", Boolean.toString(once))
                        .start()) {
            for (int fault = 1; fault <= 6; fault++) {
                long from = COUNT / 8L * fault;
                await().atMost(BOUND)
                        .pollInterval(Duration.ofMillis(50))
                        .failFast("the topology ended, see " + topology.log(), () -> !topology.alive())
                        .until(() -> receivers.stored() >= from);
                receivers.cut(fault % 2);
                if (fault % 3 == 0) {
                    receivers.restart(fault % 2);
                }
            }
            var unused = topology.awaitLine("all tuples are acknowledged", BOUND);
            System.out.println("StormFaultsTest: " + receivers.stored() + " stored of " + COUNT);
            return receivers.values();
        }
    }

    private static List<String> numbers() {
        return IntStream.range(0, COUNT).mapToObj(Integer::toString).toList();
    }

    /** Storm's own, and of ours what a topology brings; nothing of Spark's. */
    private static String classpath() {
        String ours = Arrays.stream(ChildJvm.classpath().split(File.pathSeparator, -1))
                .filter(entry -> Stream.of("connectors-api", "connectors-sender", "connectors-storm", "jspecify")
                        .anyMatch(entry::contains))
                .collect(Collectors.joining(File.pathSeparator));
        return ServerClasspath.of("storm") + File.pathSeparator + ours;
    }
}
