package io.millrace.kafka;

import static io.millrace.kafka.KafkaLogTest.assertSettings;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.Columns;
import io.millrace.api.ConnectorException;
import io.millrace.api.Log;
import io.millrace.api.NativeColumn;
import io.millrace.api.Options;
import io.millrace.api.StartFrom;
import io.millrace.api.WriteTask;
import io.millrace.api.Writer;
import io.millrace.testkit.server.KafkaServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What users set: what is refused, with which words, and how they reach a broker that asks for TLS and a password. */
class SettingsTest {
    @TempDir
    Path directory;

    @Test
    void exactlyOneWayToNameTopicsIsNeeded() {
        assertSettings(() -> Broker.input())
                .hasMessageContaining("one of 'subscribe', 'subscribePattern', 'assign' is needed");
        assertSettings(() -> Broker.input("subscribe", "a", "assign", "a/0"))
                .hasMessageContaining("'subscribe' and 'assign' exclude each other");
        assertSettings(() -> Broker.input("subscribePattern", "a("))
                .hasMessageContaining("expected a Java regular expression");
        assertSettings(() -> Broker.input("assign", "{\"a\":[\"x\"]}"))
                .hasMessageContaining("expected partitions such as {\"orders\":[0,1]} or orders/0,orders/1");
        assertSettings(() -> Broker.input("assign", "{broken")).hasMessageContaining("expected partitions");
        assertSettings(() -> Broker.input("assign", "orders")).hasMessageContaining("expected partitions");
    }

    @Test
    void misspeltNamesAreRefusedWithTheRightOne() {
        assertSettings(() -> Broker.input("subscribe", "a", "kafka.isolation.levl", "read_committed"))
                .hasMessageContaining("'kafka.isolation.levl' is not known; did you mean 'kafka.isolation.level'?");
        assertSettings(() -> Broker.input("subscrib", "a")).hasMessageContaining("did you mean 'subscribe'?");
        assertSettings(() -> new KafkaInput().options().read(Map.of("subscribe", "a")))
                .hasMessageContaining("'kafka.bootstrap.servers' is missing");
        assertThat(new KafkaInput()
                        .options()
                        .read(Map.of("subscribe", "a", "bootstrap.servers", "b:1"))
                        .value(Clients.BROKERS))
                .isEqualTo("b:1");
    }

    @Test
    void settingsThatWouldLoseOrHideRecordsAreRefusedWithTheReason() {
        for (String name : new String[] {
            "kafka.auto.offset.reset",
            "kafka.enable.auto.commit",
            "kafka.key.deserializer",
            "kafka.value.deserializer",
            "kafka.interceptor.classes"
        }) {
            assertSettings(() -> Broker.input("subscribe", "a", name, "x"))
                    .hasMessageContaining("'" + name + "' is not allowed: ");
        }
    }

    @Test
    void nativeColumnsAreThoseOfSparksOwnSource() {
        assertThat(new KafkaInput().nativeColumns(Broker.input("subscribe", "a")))
                .extracting(column -> column.name() + " " + column.type())
                .containsExactly(
                        "key BINARY",
                        "value BINARY",
                        "topic STRING",
                        "partition INT",
                        "offset BIGINT",
                        "timestamp TIMESTAMP",
                        "timestampType INT");
        assertThat(new KafkaInput().nativeColumns(Broker.input("subscribe", "a", "includeHeaders", "true")))
                .last()
                .extracting(NativeColumn::type)
                .isEqualTo("ARRAY<STRUCT<key: STRING, value: BINARY>>");
    }

    @Test
    void aBrokerThatIsNotThereIsToldInTheTimeThatTheUserSets() {
        long start = System.nanoTime();
        assertSettings(() -> open(Broker.input(
                        "subscribe", "a",
                        "kafka.bootstrap.servers", "127.0.0.1:1",
                        "kafka.default.api.timeout.ms", "1000")))
                .hasMessageContaining("Kafka at 127.0.0.1:1 could not")
                .hasMessageContaining("check that the brokers run");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void aHostThatDoesNotExistIsTold() {
        assertSettings(() -> open(Broker.input(
                        "subscribe",
                        "a",
                        "kafka.bootstrap.servers",
                        "no-such-host.invalid:9092",
                        "kafka.default.api.timeout.ms",
                        "2000")))
                .hasMessageContaining("no-such-host.invalid:9092")
                .hasMessageContaining("No resolvable bootstrap urls");
    }

    @Test
    void readsAndWritesThroughTlsAndAPassword() throws Exception {
        String topic = Broker.topic(1);
        for (String listener : new String[] {"ENCRYPTED", "LOGIN"}) {
            Map<String, String> client = passed(Broker.server().client(listener));
            Map<String, String> output = new HashMap<>(client);
            output.put("topic", topic);
            Options written = new KafkaOutput().options().read(output);
            Columns columns = new Columns("value STRING");
            new KafkaOutput().check(columns, written);
            try (Writer writer = new KafkaOutput().open(new WriteTask("q", 0, 0, 0), columns, written, (row, why) -> {
                throw why;
            })) {
                writer.write(TestRow.of(listener));
                writer.complete();
            }
            Map<String, String> input = new HashMap<>(client);
            input.put("subscribe", topic);
            Options read = new KafkaInput().options().read(input);
            try (Log log = new KafkaInput().open(read)) {
                String end = log.start(new StartFrom.Latest()).position(topic + "/0");
                assertThat(Reads.values(Reads.range(topic, 0, 0, Long.parseLong(end)), read))
                        .contains(listener);
            }
        }
    }

    @Test
    void aPasswordMayStandInAFile() throws Exception {
        String topic = Broker.topic(1);
        Path login =
                Files.writeString(directory.resolve("login"), KafkaServer.login(Broker.USER, Broker.PASSWORD) + "\n");
        Map<String, String> given = passed(Broker.server().client("LOGIN"));
        given.put("kafka.sasl.jaas.config", "file:" + login);
        given.put("subscribe", topic);
        Options options = new KafkaInput().options().read(given);
        assertThat(options.toString()).doesNotContain(Broker.PASSWORD);
        assertThat(options.asMap().toString()).doesNotContain(Broker.PASSWORD);
        try (Log log = new KafkaInput().open(options)) {
            assertThat(log.start(new StartFrom.Latest()).positions()).hasSize(1);
        }
    }

    @Test
    void aWrongPasswordIsToldAndNotShown() {
        Map<String, String> given = passed(Broker.server().client("LOGIN"));
        given.put("kafka.sasl.jaas.config", KafkaServer.login(Broker.USER, "wrong-password"));
        given.put("subscribe", "a");
        Options options = new KafkaInput().options().read(given);
        assertSettings(() -> open(options))
                .hasMessageContaining("the login was refused")
                .hasMessageContaining("check kafka.sasl.mechanism and the user and password in kafka.sasl.jaas.config")
                .satisfies(e -> assertThat(everything(e)).doesNotContain("wrong-password"));
        assertSettings(() -> Reads.values(Reads.range("a", 0, 0, 1), options))
                .hasMessageContaining("the login was refused");
    }

    @Test
    void aBrokenLoginIsToldAndNotShown() {
        Map<String, String> given = passed(Broker.server().client("LOGIN"));
        given.put("kafka.sasl.jaas.config", "no.such.Module required user=\"me\" password=\"hidden-one\"");
        given.put("subscribe", "a");
        assertSettings(() -> open(new KafkaInput().options().read(given)))
                .hasMessageContaining("Cannot make an admin client of Kafka")
                .hasMessageContaining("correct kafka.bootstrap.servers or the settings under kafka.*")
                .satisfies(e -> assertThat(everything(e)).doesNotContain("hidden-one"));
    }

    @Test
    void aCertificateThatIsNotTrustedIsTold() {
        Map<String, String> given = passed(Broker.server().client("ENCRYPTED"));
        given.keySet().removeIf(name -> name.startsWith("kafka.ssl."));
        given.put("subscribe", "a");
        assertSettings(() -> open(new KafkaInput().options().read(given)))
                .hasMessageContaining("TLS failed")
                .hasMessageContaining("check kafka.ssl.truststore.*");
    }

    private static void open(Options options) throws Exception {
        new KafkaInput().open(options).close();
    }

    private static Map<String, String> passed(Map<String, String> client) {
        Map<String, String> passed = new HashMap<>();
        client.forEach((name, text) -> passed.put("kafka." + name, text));
        return passed;
    }

    private static String everything(Throwable failure) {
        StringBuilder all = new StringBuilder();
        for (Throwable e = failure; e != null; e = e.getCause()) {
            all.append(e).append('\n');
        }
        assertThat(failure).isInstanceOf(ConnectorException.class);
        return all.toString();
    }
}
