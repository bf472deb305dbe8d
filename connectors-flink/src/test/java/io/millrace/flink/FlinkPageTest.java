package io.millrace.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.server.FlinkCluster;
import io.millrace.testkit.server.ServerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job on the page on Flink is compiled, and runs. */
class FlinkPageTest {
    private static final Path ROOT = Path.of(System.getProperty("millrace.root", ".."));

    @Test
    void theJobOnThePageIsTheOneThatRuns(@TempDir Path directory) throws Exception {
        String page = Files.readString(ROOT.resolve("docs/connectors/flink.md"));
        String job = page.substring(page.indexOf("```java\n") + "```java\n".length(), page.indexOf("\n```\n"));
        String source =
                Files.readAllLines(ROOT.resolve("connectors-flink/src/test/java/io/millrace/flink/ExampleJob.java"))
                        .stream()
                        .map(line -> line.replaceFirst("^ {8}", ""))
                        .collect(Collectors.joining("\n"));
        assertThat(source).contains(job);
        try (Receivers receivers = new Receivers(directory, 2);
                ServerProcess process = ServerProcess.java(
                                "flink-example", FlinkKillTest.classpath(), ExampleJob.class.getName())
                        .jvm(FlinkCluster.FLAGS)
                        .quickStart()
                        .heap("512m")
                        .property("org.slf4j.simpleLogger.defaultLogLevel", "warn")
                        .arguments(List.of(receivers.hosts()))
                        .start()) {
            assertThat(process.awaitExit(Duration.ofMinutes(1))).isZero();
            assertThat(receivers.values()).hasSize(100_000).doesNotHaveDuplicates();
        }
    }
}
