package io.millrace.storm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.testkit.server.ServerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The topology on the page on Storm is compiled, and runs. */
class StormPageTest {
    private static final Path ROOT = Path.of(System.getProperty("millrace.root", ".."));

    @Test
    void theTopologyOnThePageIsTheOneThatRuns(@TempDir Path directory) throws Exception {
        String page = Files.readString(ROOT.resolve("docs/connectors/storm.md"));
        String topology = page.substring(page.indexOf("```java\n") + "```java\n".length(), page.indexOf("\n```\n"));
        assertThat(ROOT.resolve("connectors-storm/src/test/java/io/millrace/storm/ExampleTopology.java"))
                .content()
                .contains(topology);
        Path home = Files.createDirectory(directory.resolve("storm"));
        try (Receivers receivers = new Receivers(directory.resolve("journal"), 2);
                ServerProcess process = ServerProcess.java(
                                "storm-example", StormKillTest.classpath(), ExampleTopology.class.getName())
                        .quickStart()
                        .heap("512m")
                        .property("storm.home", home.toString())
                        .property("java.io.tmpdir", home.toString())
                        .arguments(List.of(receivers.hosts()))
                        .start()) {
            await().atMost(Duration.ofMinutes(1))
                    .failFast("the topology ended, see " + process.log(), () -> !process.alive())
                    .until(() -> receivers.values().size() >= 10_000);
            assertThat(receivers.values()).hasSize(10_000).doesNotHaveDuplicates();
        }
    }
}
