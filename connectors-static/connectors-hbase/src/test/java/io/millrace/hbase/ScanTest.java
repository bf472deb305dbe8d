package io.millrace.hbase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.Columns;
import io.millrace.api.Filter;
import io.millrace.api.Filter.Compare;
import io.millrace.api.Filter.Comparison;
import io.millrace.api.Key;
import io.millrace.api.Lookup;
import io.millrace.api.Options;
import io.millrace.api.Row;
import io.millrace.api.Scan;
import io.millrace.api.ScanPlan;
import io.millrace.api.Slice;
import io.millrace.api.Store;
import io.millrace.testkit.Conditions;
import io.millrace.testkit.Rows;
import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.util.Bytes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How a table is cut and filtered, and what of it is seen. */
class ScanTest {
    private static final String MAPPING = "id STRING :key, n BIGINT f:n, word STRING g:word";
    private static final Columns COLUMNS = new Columns("id STRING, n BIGINT, word STRING");

    @Test
    void slicesAreRegionsAndSayTheirHosts() throws Exception {
        String name = Mill.newTable(Bytes.toBytes("b"), Bytes.toBytes("m"));
        ScanPlan plan = plan(Mill.given(name, MAPPING), List.of());
        assertThat(plan.slices()).extracting(Slice::token).containsExactly(":62", "62:6d", "6d:");
        assertThat(plan.slices()).extracting(Slice::hosts).containsOnly(List.of("localhost"));
    }

    @Test
    void conditionsOnTheRowKeyLeaveOutRegions() throws Exception {
        String name = Mill.newTable(Bytes.toBytes("b"), Bytes.toBytes("m"));
        Map<String, String> given = Mill.given(name, MAPPING);
        ScanPlan one = plan(given, List.of(new Compare("id", Comparison.EQUAL, "c")));
        assertThat(one.slices()).hasSize(1);
        assertThat(one.remaining()).isEmpty();
        assertThat(plan(given, List.of(new Compare("id", Comparison.AT_LEAST, "b")))
                        .slices())
                .hasSize(2);
        assertThat(plan(given, List.of(new Compare("id", Comparison.STARTS_WITH, "n")))
                        .slices())
                .hasSize(1);
        assertThat(plan(given, List.of(new Filter.In("id", List.of("a", "z")))).slices())
                .hasSize(2);
        assertThat(plan(
                                given,
                                List.of(
                                        new Compare("id", Comparison.LESS, "a"),
                                        new Compare("id", Comparison.GREATER, "b")))
                        .slices())
                .isEmpty();
    }

    @Test
    void keysOfSeveralPartsWithSaltAreFilteredAsInSpark() throws Exception {
        String mapping = "area STRING :key, year INT :key, id BIGINT :key, n BIGINT f:n";
        Columns columns = new Columns("area STRING, year INT, id BIGINT, n BIGINT");
        List<List<@Nullable Object>> rows = IntStream.range(0, 60)
                .mapToObj(i -> row("area" + i % 3, (long) (i % 5 - 2), (long) i - 30, (long) i))
                .toList();
        List<List<Filter>> conditions = List.of(
                List.of(new Compare("area", Comparison.EQUAL, "area1")),
                List.of(
                        new Compare("area", Comparison.EQUAL, "area1"),
                        new Compare("year", Comparison.AT_MOST, 0),
                        new Compare("id", Comparison.LESS, 0L)),
                List.of(
                        new Filter.In("area", new ArrayList<Serializable>(List.of("area0", "area2", "none"))),
                        new Filter.In("year", new ArrayList<Serializable>(List.of(-1, 1))),
                        new Compare("id", Comparison.GREATER, -10L)),
                List.of(
                        new Compare("area", Comparison.EQUAL, "area0"),
                        new Compare("year", Comparison.EQUAL, -2),
                        new Compare("id", Comparison.EQUAL, 0L)),
                List.of(new Compare("year", Comparison.GREATER, -2), new Compare("n", Comparison.LESS, 20L)),
                List.of(new Filter.AnyOf(List.of(
                        new Compare("area", Comparison.EQUAL, "area0"), new Compare("n", Comparison.EQUAL, 7L)))));
        for (String[] more : new String[][] {{}, {"saltBuckets", "4"}}) {
            Map<String, String> given = Mill.given(Mill.newTable(new byte[] {1}, new byte[] {2}), mapping, more);
            Mill.write(given, columns.ddl(), 1_000, rows);
            for (List<Filter> filters : conditions) {
                assertThat(filtered(given, columns, filters))
                        .as("rows where %s", filters)
                        .containsExactlyInAnyOrderElementsOf(rows.stream()
                                .filter(row -> Conditions.hold(filters, columns.list(), row))
                                .toList());
            }
        }
    }

    @Test
    void aWholeSaltedKeyIsReadFromOneRegion() throws Exception {
        String name = Mill.newTable(new byte[] {1}, new byte[] {2}, new byte[] {3});
        Map<String, String> given = Mill.given(name, MAPPING, "saltBuckets", "4");
        assertThat(plan(given, List.of(new Compare("id", Comparison.EQUAL, "c")))
                        .slices())
                .hasSize(1);
    }

    @Test
    void aRowIsSeenWhicheverOfItsCellsAreThere() throws Exception {
        String name = Mill.newTable();
        Map<String, String> given = Mill.given(name, MAPPING);
        Mill.write(given, COLUMNS.ddl(), 1_000, List.of(row("a", 1L, null), row("b", null, "x"), row("c", 2L, "y")));
        try (Table table = Mill.table(name)) {
            table.put(new Put(Bytes.toBytes("other")).addColumn(Bytes.toBytes("f"), Bytes.toBytes("z"), new byte[1]));
        }
        assertThat(columns(given, "n")).containsExactly(row(1L), row((Object) null), row(2L));
        assertThat(columns(given, "word", "id")).containsExactly(row(null, "a"), row("x", "b"), row("y", "c"));
        assertThat(columns(given)).hasSize(3);
    }

    @Test
    void versionsAreRowsOfTheirTimes() throws Exception {
        String name = Mill.newTable(family -> family.setMaxVersions(5));
        Map<String, String> given = Mill.given(name, MAPPING);
        Mill.write(given, COLUMNS.ddl(), 1_000, List.of(row("a", 1L, "x")));
        Mill.write(given, COLUMNS.ddl(), 2_000, List.of(row("a", 2L, null)));
        Mill.write(given, COLUMNS.ddl(), 3_000, List.of(row("a", 3L, "z"), row("b", 9L, null)));
        String timed = MAPPING + ", at TIMESTAMP :time";
        assertThat(Mill.read(Mill.given(name, timed, "versions", "5")))
                .containsExactly(
                        row("a", 3L, "z", at(3_000)),
                        row("a", 2L, null, at(2_000)),
                        row("a", 1L, "x", at(1_000)),
                        row("b", 9L, null, at(3_000)));
        assertThat(Mill.read(Mill.given(name, MAPPING, "timeRange.end", "2000")))
                .containsExactly(row("a", 1L, "x"));
        assertThat(Mill.read(Mill.given(name, MAPPING, "timeRange.start", "2000", "timeRange.end", "3000")))
                .containsExactly(row("a", 2L, null));
        assertThat(Mill.read(Mill.given(name, timed, "timestamp", "1000")))
                .containsExactly(row("a", 1L, "x", at(1_000)));
        assertThat(Mill.read(Mill.given(name, timed)))
                .containsExactly(row("a", 3L, "z", at(3_000)), row("b", 9L, null, at(3_000)));
    }

    @Test
    void aCellThatIsNoneOfItsTypeEndsTheQueryOrIsNull() throws Exception {
        String name = Mill.newTable();
        Map<String, String> given = Mill.given(name, MAPPING);
        try (Table table = Mill.table(name)) {
            table.put(new Put(Bytes.toBytes("a")).addColumn(Bytes.toBytes("f"), Bytes.toBytes("n"), new byte[3]));
        }
        assertThatThrownBy(() -> Mill.read(given))
                .hasMessageContaining(
                        "Row 'a' of table '" + name + "' has at f:n no value of column 'n' BIGINT (bytes)")
                .hasMessageContaining("it has 3 bytes, not 8");
        assertThat(Mill.read(Mill.given(name, MAPPING, "onMalformed", "null"))).containsExactly(row("a", null, null));
    }

    @Test
    void rowsAreLookedUpByTheirWholeKey() throws Exception {
        String mapping = "area STRING :key, id BIGINT :key, n BIGINT f:n, word STRING g:word";
        Map<String, String> given = Mill.given(Mill.newTable(), mapping, "saltBuckets", "3");
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int i = 0; i < 2_500; i++) {
            rows.add(row("x" + i % 2, (long) i, (long) -i, i % 2 == 0 ? null : "w"));
        }
        Mill.write(given, "area STRING, id BIGINT, n BIGINT, word STRING", 1_000, rows);
        Options options = Mill.reading(given);
        try (Lookup lookup = new HBaseConnector().lookup(List.of("id", "area"), List.of("word", "id"), options)) {
            assertThat(values(lookup.get(Set.of(key(4L, "x0"), key(5L, "x0"), key(7L, "x1")))))
                    .isEqualTo(Map.of(key(4L, "x0"), List.of(row(null, 4L)), key(7L, "x1"), List.of(row("w", 7L))));
            Set<Key> all =
                    rows.stream().map(row -> key(row.get(1), row.get(0))).collect(java.util.stream.Collectors.toSet());
            assertThat(lookup.get(all)).hasSize(2_500);
        }
        assertThatThrownBy(() -> new HBaseConnector().lookup(List.of("id"), List.of("n"), options))
                .hasMessageContaining("by their whole row key [area, id], not by [id]");
    }

    private static Map<Key, List<List<@Nullable Object>>> values(Map<Key, List<Row>> found) {
        Map<Key, List<List<@Nullable Object>>> values = new java.util.HashMap<>();
        Columns columns = new Columns("word STRING, id BIGINT");
        found.forEach((key, rows) -> values.put(
                key, rows.stream().map(row -> Rows.values(row, columns)).toList()));
        return values;
    }

    private static Key key(@Nullable Object... values) {
        return new Key(List.of(values));
    }

    private static Instant at(long millis) {
        return Instant.ofEpochMilli(millis);
    }

    private static ScanPlan plan(Map<String, String> given, List<Filter> filters) throws Exception {
        try (Store store = new HBaseConnector().open(Mill.reading(given))) {
            return store.plan(new Scan(List.of("id"), filters, 4));
        }
    }

    /** What Spark would see: the filters that remain are applied here. */
    private static List<List<@Nullable Object>> filtered(
            Map<String, String> given, Columns columns, List<Filter> filters) throws Exception {
        Options options = Mill.reading(given);
        Scan scan = new Scan(columns.list().stream().map(one -> one.name()).toList(), filters, 4);
        ScanPlan plan = plan(given, filters);
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (Slice slice : plan.slices()) {
            rows.addAll(Mill.read(slice, scan, options, columns));
        }
        rows.removeIf(row -> !Conditions.hold(plan.remaining(), columns.list(), row));
        return rows;
    }

    private static List<List<@Nullable Object>> columns(Map<String, String> given, String... names) throws Exception {
        Options options = Mill.reading(given);
        Scan scan = new Scan(List.of(names), List.of(), 1);
        Columns columns = new Columns(String.join(
                ", ",
                Arrays.stream(names)
                        .map(name -> name + (name.equals("n") ? " BIGINT" : " STRING"))
                        .toList()));
        try (Store store = new HBaseConnector().open(options)) {
            return Mill.read(store.plan(scan).slices().get(0), scan, options, columns);
        }
    }

    private static List<@Nullable Object> row(@Nullable Object... values) {
        return Arrays.asList(values);
    }
}
