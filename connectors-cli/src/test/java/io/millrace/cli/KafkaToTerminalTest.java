package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.server.ChildJvm;
import io.millrace.testkit.server.KafkaServer;
import io.millrace.testkit.server.ServerBuilder;
import io.millrace.testkit.server.ServerProcess;
import io.millrace.testkit.server.SparkCluster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The first minutes of a new user: a topic is looked into, and a pipeline shows it on the terminal. */
class KafkaToTerminalTest {
    private static final Path EXAMPLE =
            Path.of(System.getProperty("millrace.root", ".."), "examples", "pipelines", "terminal.yaml");
    private static final Duration BOUND = Duration.ofMinutes(3);

    private static KafkaServer kafka;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws Exception {
        kafka = KafkaServer.start();
        kafka.createTopic("orders", 1);
        Map<String, Object> settings = Map.of("bootstrap.servers", kafka.bootstrap());
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            for (String json : List.of(
                    "{\"id\":1,\"what\":\"tea\"}", "{\"id\":2,\"what\":\"milk\"}", "{\"id\":3,\"what\":\"rum\"}")) {
                producer.send(new ProducerRecord<>("orders", json)).get(30, TimeUnit.SECONDS);
            }
        }
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @Test
    void peekShowsTheFirstEventsParsedOrAsTheyAre() {
        String servers = "kafka.bootstrap.servers=" + kafka.bootstrap();
        assertThat(run("peek", "kafka", "-o", servers, "-o", "subscribe=orders", "--rows", "2")
                        .lines())
                .hasSize(3)
                .anySatisfy(line -> assertThat(line).contains("orders/0", "{\"id\":1,\"what\":\"tea\"}"));
        String parsed = run(
                "peek",
                "kafka",
                "-o",
                servers,
                "-o",
                "subscribe=orders",
                "--format",
                "json",
                "--schema",
                "id BIGINT, what STRING",
                "--columns",
                "id,what",
                "--json");
        assertThat(parsed.lines())
                .containsExactly(
                        "{\"id\":1,\"what\":\"tea\"}", "{\"id\":2,\"what\":\"milk\"}", "{\"id\":3,\"what\":\"rum\"}");
    }

    @Test
    void aPipelineThatIsAskedToEndEndsWell() throws Exception {
        Path file = file("trigger: 200ms");
        try (ServerProcess child = ChildJvm.of(Main.class)
                .property("log4j2.configurationFile", System.getProperty("log4j2.configurationFile", ""))
                .arguments(List.of("run", file.toString()))
                .start()) {
            child.awaitLine("2 +MILK", BOUND);
            child.stop(BOUND);
            assertThat(child.awaitExit(BOUND)).isZero();
            assertThat(child.output()).anyMatch(line -> line.startsWith("Stopping"));
        }
    }

    @Test
    @Tag("soak")
    void aPipelineRunsOnACluster() throws Exception {
        Path file = file("trigger: available-now");
        try (SparkCluster cluster = SparkCluster.start(1, 2);
                ServerProcess child = onCluster(cluster, file).start()) {
            assertThat(child.awaitExit(BOUND)).isZero();
            assertThat(child.output()).anyMatch(line -> line.matches("2 +MILK"));
        }
    }

    /** A Spark of the user's, whose spark-submit is another process. */
    @Test
    @Tag("soak")
    void aPipelineThatAnotherSparkSubmitsEndsWellWhenItIsAskedTo() throws Exception {
        Path file = file("trigger: 200ms");
        Path program = Files.createDirectories(folder.resolve("spark/bin")).resolve("spark-submit");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Files.writeString(
                program,
                "#!/bin/sh\nexec " + java + " " + String.join(" ", ChildJvm.SPARK_FLAGS)
                        + " -Dlog4j2.configurationFile='" + System.getProperty("log4j2.configurationFile", "")
                        + "' -cp '"
                        + ChildJvm.classpath() + "' org.apache.spark.deploy.SparkSubmit \"$@\"\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        try (SparkCluster cluster = SparkCluster.start(1, 2);
                ServerProcess child = onCluster(cluster, file)
                        .environment("SPARK_HOME", folder.resolve("spark").toString())
                        .start()) {
            child.awaitLine("2 +MILK", BOUND);
            child.stop(BOUND);
            assertThat(child.awaitExit(BOUND)).isZero();
            assertThat(child.output()).anyMatch(line -> line.startsWith("Stopping"));
        }
    }

    /** Executors have the connectors on their classpath; what is sent is an empty jar. */
    private ServerBuilder onCluster(SparkCluster cluster, Path file) throws IOException {
        Path jar = folder.resolve("cli.jar");
        new JarOutputStream(Files.newOutputStream(jar), new Manifest()).close();
        List<String> words = new ArrayList<>(List.of("run", file.toString(), "--spark", cluster.master(), "--"));
        cluster.settings().forEach((name, value) -> words.addAll(List.of("--conf", name + "=" + value)));
        return ChildJvm.of(Main.class).property("millrace.jars", jar.toString()).arguments(words);
    }

    @Test
    void aPipelineFromATopicToTheTerminalRuns() throws Exception {
        Path file = file("trigger: available-now");
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(shown, true, StandardCharsets.UTF_8));
        try {
            run("run", file.toString());
        } finally {
            System.setOut(before);
        }
        assertThat(shown.toString(StandardCharsets.UTF_8))
                .contains("batch 0", "id  what", "1   TEA", "2   MILK")
                .doesNotContain("RUM");
    }

    @Test
    void aPipelineThatFailsSaysWhy() throws Exception {
        Path file = file("trigger: available-now");
        Files.writeString(file, Files.readString(file).replace("upper(what)", "assert_true(id > 1)"));
        Answer answer = execute("run", file.toString());
        assertThat(answer.code()).isEqualTo(Main.FAILED);
        assertThat(answer.err()).contains("Output 'terminal' failed").contains("is not true");
    }

    private Path file(String trigger) throws IOException {
        Path file = folder.resolve("pipeline.yaml");
        return Files.writeString(
                file,
                Files.readString(EXAMPLE)
                        .replace("${env:BROKERS}", kafka.bootstrap())
                        .replace(
                                "first-checkpoint", folder.resolve("checkpoint").toString())
                        .replace("trigger: 1s", trigger));
    }

    private static String run(String... arguments) {
        Answer answer = execute(arguments);
        assertThat(answer.code()).as(answer::toString).isZero();
        return answer.out();
    }

    private static Answer execute(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command = Main.commandLine();
        command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return new Answer(command.execute(arguments), out.toString(), err.toString());
    }

    /** What a command printed, and its exit code. */
    private record Answer(int code, String out, String err) {}
}
