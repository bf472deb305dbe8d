package io.millrace.flume;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.millrace.api.Columns;
import io.millrace.api.Event;
import io.millrace.api.Header;
import io.millrace.api.Options;
import io.millrace.api.OutputConnector;
import io.millrace.testkit.OutputConformance;
import io.millrace.testkit.server.FlumeAgent;
import io.millrace.testkit.server.FreePorts;
import io.millrace.testkit.server.KeepServerLogs;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Flume keeps every rule of an output that an agent can show. What a real agent took is seen behind its sink: it sends on to a
 * receiver of ours.
 */
@ExtendWith(KeepServerLogs.class)
class FlumeOutputConformanceTest extends OutputConformance {
    private static final int PORT = FreePorts.next();

    private static Taken behind;
    private static FlumeAgent agent;

    @BeforeAll
    static void startAgent() {
        behind = Taken.with(Map.of("port", "0"));
        String sink = behind.address(Protocol.AVRO);
        agent = FlumeAgent.start("""
                a1.sources = r1
                a1.channels = c1
                a1.sinks = k1
                a1.sources.r1.type = avro
                a1.sources.r1.bind = 127.0.0.1
                a1.sources.r1.port = %d
                a1.sources.r1.channels = c1
                a1.channels.c1.type = memory
                a1.channels.c1.capacity = 100000
                a1.channels.c1.transactionCapacity = 10000
                a1.channels.c1.byteCapacity = 100000000
                a1.sinks.k1.type = avro
                a1.sinks.k1.hostname = 127.0.0.1
                a1.sinks.k1.port = %s
                a1.sinks.k1.channel = c1
                a1.sinks.k1.batch-size = 1
                """.formatted(PORT, sink.substring(sink.lastIndexOf(':') + 1)));
    }

    @AfterAll
    static void stopAgent() {
        agent.close();
        behind.close();
    }

    @Override
    public OutputConnector connector() {
        return new FlumeOutput();
    }

    /** One agent serves all tests, one after another: what it took before is forgotten. */
    @Override
    public Map<String, String> create() throws Exception {
        awaitAll();
        behind.forget();
        return Map.of("hosts", "127.0.0.1:" + PORT, "headerColumns", "host, number, test");
    }

    @Override
    public Columns columns() {
        return new Columns("value STRING, host STRING, number BIGINT, test BOOLEAN");
    }

    @Override
    public List<@Nullable Object> row(int number) {
        return List.of("value " + number + " ünïcode", "host-" + number, (long) number, true);
    }

    @Override
    public List<@Nullable Object> rowOfNulls(int number) {
        return Arrays.asList("value " + number, null, null, null);
    }

    @Override
    public List<@Nullable Object> refusedRow(Options target) {
        return Arrays.asList(null, "host", 1L, true);
    }

    @Override
    public Map.Entry<String, Columns> withoutColumn() {
        return Map.entry("value", new Columns("host STRING, number BIGINT, test BOOLEAN"));
    }

    @Override
    public Map.Entry<String, Columns> withWrongType() {
        return Map.entry("value", new Columns("value DOUBLE, host STRING, number BIGINT, test BOOLEAN"));
    }

    @Override
    public Map.Entry<String, Map<String, String>> missing() {
        String nowhere = "127.0.0.1:" + FreePorts.next();
        return Map.entry(nowhere, Map.of("hosts", nowhere, "headerColumns", "host, number, test"));
    }

    @Override
    public List<List<@Nullable Object>> visible(Options target) throws Exception {
        awaitAll();
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (Event event : behind.events()) {
            String value = Texts.of(event.value());
            if (value.startsWith("value ")) {
                rows.add(row(value, event));
            }
        }
        return rows;
    }

    private static void awaitAll() throws IOException {
        // The agent's channel keeps the order: when this event is through, all are that were acknowledged before.
        String mark = UUID.randomUUID().toString();
        try (Client client = Client.to("avro://127.0.0.1:" + PORT)) {
            client.send(List.of(Texts.event(mark)));
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> behind.values().contains(mark));
    }

    private static List<@Nullable Object> row(String value, Event event) {
        String number = header(event, "number");
        String test = header(event, "test");
        return Arrays.asList(
                value,
                header(event, "host"),
                number == null ? null : Long.valueOf(number),
                test == null ? null : Boolean.valueOf(test));
    }

    private static @Nullable String header(Event event, String name) {
        for (Header header : event.headers()) {
            byte[] value = header.value();
            if (header.name().equals(name) && value != null) {
                return new String(value, UTF_8);
            }
        }
        return null;
    }
}
