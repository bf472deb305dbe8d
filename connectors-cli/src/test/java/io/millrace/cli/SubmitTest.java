package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class SubmitTest {
    private static final Path FILE = Path.of("/pipelines/shop.yaml");
    private static final List<String> JARS = List.of("cli.jar", "kafka.jar", "spark-faces.jar");

    @Test
    void aDriverThatStaysHereReadsTheFileWhereItIs() {
        List<String> options = List.of("--executor-memory", "2g");
        assertThat(Submit.arguments("spark://host:7077", FILE, false, options, JARS))
                .containsExactly(
                        "--master",
                        "spark://host:7077",
                        "--class",
                        "io.millrace.cli.Main",
                        "--name",
                        "millrace shop.yaml",
                        "--jars",
                        "kafka.jar,spark-faces.jar",
                        "--executor-memory",
                        "2g",
                        "cli.jar",
                        "run",
                        "/pipelines/shop.yaml");
    }

    @Test
    void aDriverOnTheClusterGetsTheFile() {
        List<String> options = List.of("--deploy-mode", "cluster");
        assertThat(Submit.arguments("yarn", FILE, true, options, JARS))
                .containsSubsequence("--files", "/pipelines/shop.yaml")
                .endsWith("cli.jar", "run", "shop.yaml", "--json");
    }
}
