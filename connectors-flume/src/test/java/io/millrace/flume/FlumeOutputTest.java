package io.millrace.flume;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.Columns;
import io.millrace.api.ConnectorException;
import io.millrace.api.Event;
import io.millrace.api.Options;
import io.millrace.api.Rejects;
import io.millrace.api.WriteTask;
import io.millrace.api.Writer;
import io.millrace.testkit.Rows;
import io.millrace.testkit.server.FreePorts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How rows become events, and to whom they go. The agents are receivers of ours, which speak as sources do. */
class FlumeOutputTest {
    private static final Rejects NONE = (row, why) -> {
        throw why;
    };

    @ParameterizedTest
    @EnumSource
    void batchesGoToAllAgentsInTurn(Protocol protocol) throws IOException {
        try (Taken one = taken(protocol);
                Taken other = taken(protocol)) {
            Options options = options(protocol, Map.of("batchSize", "10"), one, other);
            write(options, "value STRING", numbers(0, 100));
            assertThat(one.values()).hasSize(50);
            assertThat(other.values()).hasSize(50).doesNotContainAnyElementsOf(one.values());
        }
    }

    @ParameterizedTest
    @EnumSource
    void anAgentThatIsGoneIsPassedOver(Protocol protocol) throws IOException {
        try (Taken one = taken(protocol);
                Taken other = taken(protocol)) {
            Options options = options(
                    protocol, Map.of("batchSize", "10", "requestTimeout", "2s", "connectTimeout", "2s"), one, other);
            try (Writer writer = open(options, "value STRING", NONE)) {
                for (List<@Nullable Object> row : numbers(0, 40)) {
                    writer.write(Rows.of(row));
                }
                one.close();
                for (List<@Nullable Object> row : numbers(40, 100)) {
                    writer.write(Rows.of(row));
                }
                writer.complete();
            }
            assertThat(one.values()).hasSize(20);
            assertThat(other.values()).hasSize(80);
        }
    }

    @Test
    void whenNoAgentTakesABatchAllAreNamedAndItMayPass() throws IOException {
        try (Taken one = taken(Protocol.AVRO)) {
            String nowhere = "127.0.0.1:" + FreePorts.next();
            Options options =
                    read(Map.of("hosts", host(one) + "," + nowhere, "requestTimeout", "1s", "connectTimeout", "1s"));
            assertThat(new FlumeOutput().check(new Columns("value STRING"), options))
                    .isNotNull();
            one.close();
            assertThatThrownBy(() -> write(options, "value STRING", numbers(0, 1)))
                    .isInstanceOfSatisfying(
                            ConnectorException.class,
                            e -> assertThat(e.kind()).isEqualTo(ConnectorException.Kind.TRANSIENT))
                    .hasMessageContaining(nowhere)
                    .hasMessageContaining(host(one));
        }
    }

    @Test
    void whatAnAgentSaysIsToldToTheUser() throws IOException {
        try (Taken taken = Taken.with(Map.of("port", "0", "maxEventSize", "1k"))) {
            Options options = read(Map.of("hosts", host(taken)));
            assertThatThrownBy(() -> write(options, "value STRING", List.of(List.of("x".repeat(2_000)))))
                    .isInstanceOf(ConnectorException.class)
                    .hasMessageContaining("maxEventSize=1024");
        }
    }

    @Test
    void headersComeFromAMapAnArrayTheKeyTheTimeAndOtherColumns() throws IOException {
        try (Taken taken = Taken.with(Map.of("port", "0", "keyHeader", "id"))) {
            Options options = read(Map.of("hosts", host(taken), "keyHeader", "id", "headerColumns", "Host,port"));
            write(
                    options,
                    "value BINARY, headers MAP<STRING, STRING>, key STRING, timestamp TIMESTAMP, Host STRING, port INT",
                    List.of(List.of(
                            ByteBuffer.wrap(new byte[] {0, -1}),
                            Map.of("a", "1", "timestamp", "5"),
                            "käy",
                            Instant.ofEpochMilli(1_700_000_000_123L),
                            "h",
                            80L)));
            write(
                    options.with(OutputOptions.HEADER_COLUMNS, "value2"),
                    "value STRING, value2 BOOLEAN, headers ARRAY<STRUCT<name: STRING, value: BINARY>>",
                    List.of(List.of("v", true, List.of(List.of("b", ByteBuffer.wrap(new byte[] {'2'}))))));
            Event first = taken.events().get(0);
            assertThat(first.value()).isEqualTo(new byte[] {0, -1});
            assertThat(headers(first))
                    .isEqualTo(Map.of("a", "1", "timestamp", "1700000000123", "id", "käy", "Host", "h", "port", "80"));
            assertThat(Texts.of(first.key())).isEqualTo("käy");
            assertThat(first.timestampMicros()).isEqualTo(1_700_000_000_123_000L);
            assertThat(headers(taken.events().get(1))).isEqualTo(Map.of("b", "2", "value2", "true"));
        }
    }

    @Test
    void rowsThatFlumeHasNoPlaceForAreRejectedOneByOne() throws IOException {
        try (Taken taken = taken(Protocol.AVRO)) {
            Map<String, Integer> rejected = new HashMap<>();
            Options options = read(Map.of("hosts", host(taken)));
            String columns = "value STRING, headers ARRAY<STRUCT<name: STRING, value: BINARY>>";
            try (Writer writer = open(
                    options,
                    columns,
                    (row, why) -> rejected.merge(String.valueOf(why.getMessage()), 1, Integer::sum))) {
                writer.write(Rows.of(Arrays.asList(null, List.of())));
                writer.write(Rows.of(List.of("twice", List.of(header("a", "1"), header("a", "2")))));
                writer.write(Rows.of(List.of("no text", List.of(List.of("a", ByteBuffer.wrap(new byte[] {-1}))))));
                writer.write(Rows.of(List.of("no value", List.of(Arrays.asList("a", null)))));
                writer.write(Rows.of(List.of("good", List.of(header("a", "1")))));
                writer.complete();
            }
            assertThat(taken.values()).containsExactly("good");
            assertThat(rejected).hasSize(4);
            assertThat(String.join("\n", rejected.keySet()))
                    .contains("value is null", "'a' is there twice", "no UTF-8", "no name or no value");
        }
    }

    @Test
    void columnsThatDoNotFitAreRefusedAllTogether() {
        Options options = read(Map.of("hosts", "127.0.0.1:1", "headerColumns", "host, gone"));
        assertThatThrownBy(() -> new FlumeOutput()
                        .check(new Columns("valeu STRING, key STRING, host DOUBLE, headers STRING"), options))
                .isInstanceOf(ConnectorException.class)
                .hasMessageContaining("did you mean 'value'")
                .hasMessageContaining("keyHeader")
                .hasMessageContaining("'host' is DOUBLE")
                .hasMessageContaining("'gone'")
                .hasMessageContaining("'headers' is STRING")
                .hasMessageContaining("'value' is missing");
    }

    @ParameterizedTest
    @EnumSource
    void eventsGoOverTls(Protocol protocol, @TempDir Path directory) throws IOException {
        Stores stores = Stores.in(directory);
        Map<String, String> server = new HashMap<>(stores.server());
        server.put("listen", protocol.word() + "://127.0.0.1:0");
        Map<String, String> client = new HashMap<>(stores.client());
        if (protocol == Protocol.AVRO) {
            server.put("compression-type", "deflate");
            client.put("compression-type", "deflate");
        }
        try (Taken taken = Taken.with(server)) {
            write(options(protocol, client, taken), "value STRING", numbers(0, 3_000));
            assertThat(taken.values()).hasSize(3_000);
        }
    }

    @Test
    void tlsThatWouldTrustEverybodyIsRefused() {
        Options options = read(Map.of("hosts", "127.0.0.1:1", "ssl", "true"));
        assertThatThrownBy(() -> new FlumeOutput().check(new Columns("value STRING"), options))
                .isInstanceOf(ConnectorException.class)
                .hasMessageContaining("truststore");
    }

    @Test
    void anAgentWithACertificateThatIsNotTrustedGetsNothing(@TempDir Path ours, @TempDir Path theirs) {
        Map<String, String> server = new HashMap<>(Stores.in(theirs).server());
        server.put("port", "0");
        try (Taken taken = Taken.with(server)) {
            Options options = options(Protocol.AVRO, Stores.in(ours).client(), taken);
            assertThatThrownBy(() ->
                            write(options.with(OutputOptions.REQUEST_TIMEOUT, "3s"), "value STRING", numbers(0, 1)))
                    .isInstanceOf(ConnectorException.class);
            assertThat(taken.values()).isEmpty();
        }
    }

    private static List<@Nullable Object> header(String name, String value) {
        return List.of(name, ByteBuffer.wrap(value.getBytes(UTF_8)));
    }

    private static Map<String, String> headers(Event event) {
        Map<String, String> headers = new TreeMap<>();
        event.headers().forEach(header -> headers.put(header.name(), Texts.of(header.value())));
        return headers;
    }

    private static List<List<@Nullable Object>> numbers(int from, int to) {
        return Texts.events("e", from, to).stream()
                .map(event -> List.<@Nullable Object>of(Texts.of(event.value())))
                .toList();
    }

    private static Taken taken(Protocol protocol) {
        return Taken.with(Map.of("listen", protocol.word() + "://127.0.0.1:0"));
    }

    private static Options options(Protocol protocol, Map<String, String> more, Taken... agents) {
        Map<String, String> options = new HashMap<>(more);
        options.put("protocol", protocol.word());
        options.put(
                "hosts",
                String.join(
                        ", ", Arrays.stream(agents).map(FlumeOutputTest::host).toList()));
        return read(options);
    }

    private static Options read(Map<String, String> options) {
        return OutputOptions.ALL.read(options);
    }

    private static String host(Taken taken) {
        String address = taken.intake().addresses().get(0);
        return address.substring(address.indexOf("//") + 2);
    }

    private static void write(Options options, String columns, List<List<@Nullable Object>> rows) throws IOException {
        try (Writer writer = open(options, columns, NONE)) {
            for (List<@Nullable Object> row : rows) {
                writer.write(Rows.of(row));
            }
            writer.complete();
        }
    }

    private static Writer open(Options options, String columns, Rejects rejects) {
        return new FlumeOutput().open(new WriteTask("q", 0, 0, 0), new Columns(columns), options, rejects);
    }
}
