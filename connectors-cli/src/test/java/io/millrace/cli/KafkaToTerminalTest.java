package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.server.KafkaServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The first minutes of a new user: a topic is looked into, and a pipeline shows it on the terminal. */
class KafkaToTerminalTest {
    private static final String FILE =
            """
            name: first
            spark:
              spark.sql.shuffle.partitions: 2
            inputs:
              orders:
                connector: kafka
                options:
                  kafka.bootstrap.servers: BROKERS
                  subscribe: orders
                  startingOffsets: earliest
                format:
                  type: json
                  schema: id BIGINT, what STRING
            steps:
              - name: drinks
                sql: SELECT id, upper(what) AS what FROM orders WHERE id < 3
            outputs:
              terminal:
                from: drinks
                connector: terminal
            trigger: available-now
            checkpoint: FOLDER
            """;

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
                "peek", "kafka", "-o", servers, "-o", "subscribe=orders", "--format", "json", "--schema",
                "id BIGINT, what STRING", "--columns", "id,what", "--json");
        assertThat(parsed.lines())
                .containsExactly(
                        "{\"id\":1,\"what\":\"tea\"}", "{\"id\":2,\"what\":\"milk\"}", "{\"id\":3,\"what\":\"rum\"}");
    }

    @Test
    void aPipelineFromATopicToTheTerminalRuns() throws Exception {
        Path file = folder.resolve("pipeline.yaml");
        Files.writeString(
                file,
                FILE.replace("BROKERS", kafka.bootstrap())
                        .replace("FOLDER", folder.resolve("checkpoint").toString()));
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

    private static String run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command = Main.commandLine();
        command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        assertThat(command.execute(arguments))
                .as(() -> out.toString() + err)
                .isZero();
        return out.toString();
    }
}
