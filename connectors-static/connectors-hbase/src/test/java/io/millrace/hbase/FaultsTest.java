package io.millrace.hbase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.millrace.api.Columns;
import io.millrace.api.ConnectorException;
import io.millrace.api.ConnectorException.Kind;
import io.millrace.api.Options;
import io.millrace.api.RowReader;
import io.millrace.api.Scan;
import io.millrace.api.Store;
import io.millrace.api.Writer;
import io.millrace.testkit.Rows;
import io.millrace.testkit.server.TcpProxy;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.hbase.HConstants;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What users are told when something is not as it should be, and how soon. */
class FaultsTest {
    private static final String MAPPING = "id STRING :key, n BIGINT f:n, raw BINARY g:raw";
    private static final String COLUMNS = "id STRING, n BIGINT, raw BINARY";

    @Test
    void aTableThatIsDisabledIsToldOf() throws Exception {
        String name = Mill.newTable();
        disable(name);
        Map<String, String> given = Mill.given(name, MAPPING);
        ConnectorException told =
                Mill.failure(catchThrowable(() -> new HBaseOutput().check(new Columns(COLUMNS), Mill.writing(given))));
        assertThat(told.kind()).isEqualTo(Kind.TRANSIENT);
        assertThat(told).hasMessageContaining("the table is disabled").hasMessageContaining(name);
    }

    @Test
    void aTableThatIsEnabledInTimeIsWrittenToTheEnd() throws Exception {
        String name = Mill.newTable();
        Map<String, String> given = Mill.given(name, MAPPING, "timeout", "60s");
        try (Writer writer = Mill.open(given, COLUMNS, 1_000, FaultsTest::fail)) {
            writer.write(Rows.of(row("a", 1L, null)));
            writer.flush();
            disable(name);
            writer.write(Rows.of(row("b", 2L, null)));
            CompletableFuture<String> completed = CompletableFuture.supplyAsync(() -> complete(writer));
            assertThatThrownBy(() -> completed.get(2, TimeUnit.SECONDS))
                    .isInstanceOf(java.util.concurrent.TimeoutException.class);
            try (Admin admin = Mill.admin()) {
                admin.enableTable(TableName.valueOf(name));
            }
            assertThat(completed.get(60, TimeUnit.SECONDS)).isEmpty();
        }
        assertThat(Mill.read(given)).containsExactly(row("a", 1L, null), row("b", 2L, null));
    }

    @Test
    void aTableThatStaysDisabledEndsAWriteInTime() throws Exception {
        String name = Mill.newTable();
        Map<String, String> given = Mill.given(name, MAPPING, "timeout", "3s");
        try (Writer writer = Mill.open(given, COLUMNS, 1_000, FaultsTest::fail)) {
            writer.write(Rows.of(row("a", 1L, null)));
            disable(name);
            long begin = System.nanoTime();
            ConnectorException told = Mill.failure(catchThrowable(writer::complete));
            assertThat(told).hasMessageContaining("the table is disabled");
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
        }
    }

    @Test
    void aTableThatIsDroppedEndsAWrite() throws Exception {
        String name = Mill.newTable();
        Map<String, String> given = Mill.given(name, MAPPING, "timeout", "5s");
        try (Writer writer = Mill.open(given, COLUMNS, 1_000, FaultsTest::fail)) {
            writer.write(Rows.of(row("a", 1L, null)));
            disable(name);
            try (Admin admin = Mill.admin()) {
                admin.deleteTable(TableName.valueOf(name));
            }
            ConnectorException told = Mill.failure(catchThrowable(writer::complete));
            assertThat(told.kind()).isEqualTo(Kind.SETTINGS);
            assertThat(told).hasMessageContaining("there is no such table").hasMessageContaining(name);
        }
    }

    @Test
    void aFamilyThatIsNotThereIsToldOf() throws Exception {
        Map<String, String> given = Mill.given(Mill.newTable(), "id STRING :key, n BIGINT nofamily:n");
        assertThatThrownBy(() -> new HBaseOutput().check(new Columns("id STRING, n BIGINT"), Mill.writing(given)))
                .hasMessageContaining("no column family 'nofamily'")
                .hasMessageContaining("[f, g]");
    }

    @Test
    void whileZooKeeperIsAwayNothingStartsAndTheReasonIsToldInTime() {
        try (TcpProxy proxy = TcpProxy.to(Mill.server().zooKeeperPort())) {
            proxy.refuse();
            Map<String, String> given = Mill.given("t", MAPPING, "timeout", "5s");
            given.putAll(Mill.server().clientSettings(proxy));
            long begin = System.nanoTime();
            ConnectorException told =
                    Mill.failure(catchThrowable(() -> new HBaseConnector().open(Mill.reading(given))));
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(30));
            assertThat(told.kind()).isEqualTo(Kind.SETTINGS);
            assertThat(told)
                    .hasMessageContaining("127.0.0.1:" + proxy.port())
                    .hasMessageContaining("check that ZooKeeper");
        }
    }

    @Test
    void aWriteThatBeginsWhileZooKeeperIsSilentWaitsForItAndIsToldWhyInTime() throws Exception {
        String name = Mill.newTable();
        try (TcpProxy proxy = TcpProxy.to(Mill.server().zooKeeperPort())) {
            proxy.stall();
            Map<String, String> given = Mill.given(Mill.server().clientSettings(proxy), name, MAPPING, "timeout", "3s");
            long begin = System.nanoTime();
            ConnectorException told =
                    Mill.failure(catchThrowable(() -> Mill.write(given, COLUMNS, 1_000, List.of(row("a", 1L, null)))));
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
            assertThat(told.kind()).isEqualTo(Kind.TRANSIENT);
            assertThat(told).hasMessageContaining(name).hasMessageContaining("check that ZooKeeper");
            given.put("timeout", "60s");
            CompletableFuture<Void> written = CompletableFuture.runAsync(() -> write(given, row("b", 2L, null)));
            assertThatThrownBy(() -> written.get(1, TimeUnit.SECONDS))
                    .isInstanceOf(java.util.concurrent.TimeoutException.class);
            proxy.resume();
            written.get(60, TimeUnit.SECONDS);
        }
        assertThat(Mill.read(Mill.given(name, MAPPING))).containsExactly(row("b", 2L, null));
    }

    @Test
    void aRegionThatIsAwayForAWhileIsWaitedFor() throws Exception {
        String name = Mill.newTable();
        Map<String, String> given = Mill.given(name, MAPPING, "timeout", "60s");
        Mill.write(given, COLUMNS, 1_000, List.of(row("a", 1L, null), row("b", 2L, null), row("c", 3L, null)));
        Options options = Mill.reading(Mill.given(name, MAPPING, "cachedRows", "1"));
        try (Store store = new HBaseConnector().open(options);
                Writer writer = Mill.open(given, COLUMNS, 2_000, FaultsTest::fail);
                Admin admin = Mill.admin()) {
            Scan scan = new Scan(List.of("id"), List.of(), 1);
            try (RowReader reader =
                    new HBaseConnector().read(store.plan(scan).slices().get(0), scan, options)) {
                assertThat(reader.next()).isNotNull();
                byte[] region = admin.getRegions(TableName.valueOf(name)).get(0).getRegionName();
                admin.unassign(region);
                writer.write(Rows.of(row("d", 4L, null)));
                CompletableFuture<String> completed = CompletableFuture.supplyAsync(() -> complete(writer));
                assertThatThrownBy(() -> completed.get(1, TimeUnit.SECONDS))
                        .isInstanceOf(java.util.concurrent.TimeoutException.class);
                admin.assign(region);
                assertThat(completed.get(60, TimeUnit.SECONDS)).isEmpty();
                assertThat(reader.next()).isNotNull();
                assertThat(reader.next()).isNotNull();
            }
        }
        assertThat(Mill.read(given)).hasSize(4);
    }

    @Test
    void withoutAnAddressNothingStarts() {
        Map<String, String> given = Map.of("table", "t", "mapping", MAPPING);
        assertThatThrownBy(() -> new HBaseConnector().open(Mill.reading(given)))
                .hasMessageContaining("'hbase.zookeeper.quorum' is missing");
    }

    @Test
    void rowsThatHBaseHasNoPlaceForAreRejectedAndTheOthersArrive() throws Exception {
        String name = Mill.newTable();
        Map<String, String> given = Mill.given(name, MAPPING, "hbase.client.keyvalue.maxsize", "1000");
        List<String> told = new ArrayList<>();
        try (Writer writer = Mill.open(given, COLUMNS, 1_000, (row, why) -> told.add(why.getMessage()))) {
            writer.write(Rows.of(row("a", 1L, null)));
            writer.write(Rows.of(row(null, 1L, null)));
            writer.write(Rows.of(row("", 1L, null)));
            writer.write(Rows.of(row("x".repeat(HConstants.MAX_ROW_LENGTH + 1), 1L, null)));
            writer.write(Rows.of(row("nulls", null, null)));
            writer.write(Rows.of(row("large", 1L, java.nio.ByteBuffer.allocate(2_000))));
            writer.write(Rows.of(row("b", 2L, null)));
            writer.complete();
        }
        assertThat(Mill.read(given)).containsExactly(row("a", 1L, null), row("b", 2L, null));
        assertThat(told).hasSize(5);
        assertThat(told.get(0)).contains("column 'id' of the row key is null");
        assertThat(told.get(1)).contains("the row key is empty");
        assertThat(told.get(2)).contains("HBase takes 32767");
        assertThat(told.get(3)).contains("nothing but nulls");
        assertThat(told.get(4)).contains("too large");
    }

    @Test
    void aTableIsCreatedWithItsRegionsIfThatIsAsked() throws Exception {
        Map<String, String> given = Mill.given("made", MAPPING, "createRegions", "5");
        new HBaseOutput().check(new Columns(COLUMNS), Mill.writing(given));
        new HBaseOutput().check(new Columns(COLUMNS), Mill.writing(given));
        Map<String, String> salted = Mill.given("salted", MAPPING, "newtable", "4", "saltBuckets", "8");
        new HBaseOutput().check(new Columns(COLUMNS), Mill.writing(salted));
        try (Admin admin = Mill.admin()) {
            assertThat(admin.getRegions(TableName.valueOf("made"))).hasSize(5);
            assertThat(admin.getRegions(TableName.valueOf("salted")))
                    .extracting(region -> region.getStartKey().length == 0 ? 0 : (int) region.getStartKey()[0])
                    .containsExactly(0, 2, 4, 6);
        }
    }

    private static void disable(String name) throws IOException {
        try (Admin admin = Mill.admin()) {
            admin.disableTable(TableName.valueOf(name));
        }
    }

    private static void write(Map<String, String> given, List<@Nullable Object> row) {
        try {
            Mill.write(given, COLUMNS, 1_000, List.of(row));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String complete(Writer writer) {
        try {
            return writer.complete();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void fail(io.millrace.api.Row row, ConnectorException why) {
        throw why;
    }

    private static List<@Nullable Object> row(@Nullable Object... values) {
        return Arrays.asList(values);
    }
}
