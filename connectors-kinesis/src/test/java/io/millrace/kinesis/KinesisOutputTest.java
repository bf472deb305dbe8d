package io.millrace.kinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.api.Columns;
import io.millrace.api.ConnectorException;
import io.millrace.api.Options;
import io.millrace.api.Rejects;
import io.millrace.api.Row;
import io.millrace.api.WriteTask;
import io.millrace.api.Writer;
import io.millrace.testkit.Rows;
import io.millrace.testkit.server.KinesisProxy;
import io.millrace.testkit.server.KinesisShard;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Writing to an emulator, which is throttled by a proxy. */
@Timeout(60)
class KinesisOutputTest {
    private static final WriteTask TASK = new WriteTask("q", 7, 3, 0);
    private static final Rejects NONE = (row, why) -> {
        throw why;
    };
    private static final Columns TEXT = new Columns("key STRING, value STRING");

    private final KinesisProxy proxy = Emulator.lite().ownProxy();

    @AfterEach
    void closeProxy() {
        proxy.close();
    }

    @Test
    void onlyTheEntriesThatFailedAreSentAgain() throws Exception {
        String stream = Emulator.lite().stream(3);
        proxy.faults().someEntries(0.3);
        try (Writer writer = open(TEXT, options(stream), NONE)) {
            for (int i = 0; i < 1_800; i++) {
                writer.write(row("k" + i % 50, "" + i));
            }
            writer.complete();
        }
        assertThat(written(stream).stream()
                        .map(Emulator::text)
                        .map(Integer::valueOf)
                        .sorted())
                .as("each row once")
                .isEqualTo(IntStream.range(0, 1_800).boxed().toList());
        assertThat(proxy.calls("PutRecords")).as("requests").isGreaterThan(4);
    }

    @Test
    void requestsAreFullAndAsManyAreUnderWayAsMayBe() throws Exception {
        String stream = Emulator.lite().stream(2);
        try (Writer writer = open(TEXT, options(stream, "requestsInFlight", "3"), NONE)) {
            for (int i = 0; i < 10_000; i++) {
                writer.write(row("k" + i % 50, "" + i));
            }
            writer.complete();
        }
        assertThat(proxy.calls("PutRecords")).as("requests of 500 records").isEqualTo(20);
        assertThat(proxy.mostAtOnce("PutRecords")).as("at the same time").isBetween(2L, 3L);
        assertThat(written(stream)).hasSize(10_000);
    }

    @Test
    void withOrderKeptEachKeyIsInOrderHoweverMuchIsThrottled() throws Exception {
        String stream = Emulator.lite().stream(2);
        proxy.faults().someEntries(0.3);
        try (Writer writer = open(TEXT, options(stream, "keepOrder", "true"), NONE)) {
            for (int i = 0; i < 200; i++) {
                writer.write(row("k" + i % 20, "" + i));
            }
            writer.complete();
        }
        Map<String, List<Integer>> byKey = new TreeMap<>();
        for (JsonNode record : written(stream)) {
            byKey.computeIfAbsent(record.path("PartitionKey").asText(), key -> new ArrayList<>())
                    .add(Integer.valueOf(Emulator.text(record)));
        }
        assertThat(byKey).hasSize(20);
        assertThat(byKey.values())
                .allSatisfy(values -> assertThat(values).hasSize(10).isSorted());
    }

    @Test
    void throttledLongerThanTheDeliveryTimeoutATaskFailsAndSaysWhy() throws Exception {
        String stream = Emulator.lite().stream(1);
        proxy.faults().someEntries(1);
        try (Writer writer = open(TEXT, options(stream, "deliveryTimeout", "300ms"), NONE)) {
            writer.write(row("k", "v"));
            assertThatThrownBy(writer::complete)
                    .isInstanceOf(ConnectorException.class)
                    .hasMessageContaining(stream)
                    .hasMessageContaining("ProvisionedThroughputExceededException")
                    .hasMessageContaining("more shards");
        }
    }

    @Test
    void withoutPermissionATaskFailsAtOnce() throws Exception {
        String stream = Emulator.lite().stream(1);
        proxy.faults().refuse("PutRecords", "AccessDeniedException");
        try (Writer writer = open(TEXT, options(stream), NONE)) {
            writer.write(row("k", "v"));
            assertThatThrownBy(writer::complete)
                    .isInstanceOf(ConnectorException.class)
                    .hasMessageContaining("not allowed");
        }
    }

    @Test
    void whatKinesisWouldNotTakeIsRefusedRowByRowAndTheOthersArrive() throws Exception {
        String stream = Emulator.lite().stream(1);
        List<String> refused = new ArrayList<>();
        Columns columns = new Columns("partitionKey STRING, data BINARY, explicitHashKey STRING");
        try (Writer writer =
                open(columns, options(stream), (refusedRow, why) -> refused.add(String.valueOf(why.getMessage())))) {
            writer.write(row("a", ByteBuffer.wrap(new byte[1 << 20]), null));
            writer.write(row("x".repeat(257), ByteBuffer.wrap(new byte[1]), null));
            writer.write(row("b", null, null));
            writer.write(row("c", ByteBuffer.wrap(new byte[1]), "no number"));
            writer.write(row("", ByteBuffer.wrap(new byte[1]), null));
            writer.write(row("d", ByteBuffer.wrap(Emulator.bytes("taken")), null));
            writer.complete();
        }
        assertThat(refused).hasSize(5);
        assertThat(refused.get(0)).contains("'a'").contains("1048577").contains("1048576");
        assertThat(refused.get(3)).contains("no number");
        assertThat(written(stream).stream().map(Emulator::text)).containsExactly("taken");
    }

    @Test
    void anExplicitHashKeyNamesTheShardAndWithoutAKeyRowsAreSpread() throws Exception {
        String stream = Emulator.lite().stream(2);
        KinesisShard second = Emulator.lite().shard(stream, 1);
        try (Writer writer =
                open(new Columns("key STRING, value STRING, explicitHashKey STRING"), options(stream), NONE)) {
            for (int i = 0; i < 10; i++) {
                writer.write(row("k" + i, "named", second.firstHash()));
            }
            for (int i = 0; i < 60; i++) {
                writer.write(row(null, "spread " + i, null));
            }
            writer.complete();
        }
        List<String> inSecond = Emulator.lite().records(stream, second.id()).stream()
                .map(Emulator::text)
                .toList();
        assertThat(inSecond.stream().filter(one -> one.equals("named"))).hasSize(10);
        assertThat(inSecond).hasSizeBetween(15, 65);
        assertThat(written(stream)).hasSize(70);
    }

    private static Row row(@Nullable Object... values) {
        return Rows.of(Arrays.asList(values));
    }

    private Options options(String stream, String... more) {
        Map<String, String> given = new HashMap<>(Emulator.given(proxy, stream));
        for (int i = 0; i < more.length; i += 2) {
            given.put(more[i], more[i + 1]);
        }
        return new KinesisOutput().options().read(given);
    }

    private static Writer open(Columns columns, Options options, Rejects rejects) throws Exception {
        new KinesisOutput().check(columns, options);
        return new KinesisOutput().open(TASK, columns, options, rejects);
    }

    private static List<JsonNode> written(String stream) {
        return Emulator.lite().server().shards(stream).stream()
                .flatMap(shard -> Emulator.lite().records(stream, shard.id()).stream())
                .toList();
    }
}
