package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.ConnectorException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.deploy.SparkSubmitArguments;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.collection.immutable.Map;
import scala.jdk.javaapi.CollectionConverters;

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

    @ParameterizedTest
    @ValueSource(strings = {"yarn", "k8s://https://host:6443"})
    void sparkUnderstandsWhatADriverOnTheClusterIsSent(String master) {
        List<String> options = List.of(
                "--deploy-mode=cluster",
                "--jars",
                "functions.jar",
                "--files",
                "secret",
                "--conf",
                "spark.executor.cores=2");
        SparkSubmitArguments understood = understood(Submit.arguments(master, FILE, true, options, JARS));
        assertThat(understood.master()).isEqualTo(master);
        assertThat(understood.deployMode()).isEqualTo("cluster");
        assertThat(understood.mainClass()).isEqualTo("io.millrace.cli.Main");
        assertThat(understood.primaryResource()).endsWith("/cli.jar");
        assertThat(names(understood.jars())).containsExactly("kafka.jar", "spark-faces.jar", "functions.jar");
        assertThat(names(understood.files())).containsExactly("shop.yaml", "secret");
        assertThat(CollectionConverters.asJava(understood.childArgs())).containsExactly("run", "shop.yaml", "--json");
        assertThat(understood.sparkProperties().get("spark.executor.cores").get())
                .isEqualTo("2");
    }

    @Test
    void aDriverThatStaysHereIsSentNoFile() {
        SparkSubmitArguments understood =
                understood(Submit.arguments("yarn", FILE, false, List.of("--deploy-mode", "client"), JARS));
        assertThat(understood.files()).isNull();
        assertThat(CollectionConverters.asJava(understood.childArgs())).containsExactly("run", "/pipelines/shop.yaml");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--deploy-mode cluster", "--deploy-mode=cluster", "--conf spark.submit.deployMode=cluster"})
    void aStandaloneClusterRunsNoDriver(String options) {
        assertThatThrownBy(
                        () -> Submit.arguments("spark://host:7077", FILE, false, List.of(options.split(" ", -1)), JARS))
                .isInstanceOf(ConnectorException.class)
                .hasMessageContaining("leave that out");
    }

    private static SparkSubmitArguments understood(List<String> arguments) {
        return new SparkSubmitArguments(
                CollectionConverters.asScala(arguments).toSeq(), new Map.Map1<>("HADOOP_CONF_DIR", "/etc/hadoop"));
    }

    private static List<String> names(String paths) {
        return Stream.of(paths.split(",", -1))
                .map(path -> path.substring(path.lastIndexOf('/') + 1))
                .toList();
    }
}
