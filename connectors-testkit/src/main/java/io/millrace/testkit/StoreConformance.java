package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.Column;
import io.millrace.api.Columns;
import io.millrace.api.Filter;
import io.millrace.api.Row;
import io.millrace.api.RowReader;
import io.millrace.api.Scan;
import io.millrace.api.Slice;
import io.millrace.api.Store;
import io.millrace.api.StoreConnector;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.Timeout;

/**
 * Every rule that a {@link StoreConnector} keeps. Extend it and answer the questions of {@link StoreUnderTest}, of which four
 * must be answered; each rule becomes a test.
 */
@DisplayNameGeneration(RuleNames.class)
@Timeout(120)
public abstract class StoreConformance implements StoreUnderTest {
    private static final int ROWS = 23;

    // ---- T1: what a store shows

    /** If it fails: do the columns depend on which rows a sample happened to meet? */
    @Rule("T1.1 the columns are those of the rows, whenever asked for")
    void columnsOfRows() throws Exception {
        Map<String, String> given = create(rows(0, ROWS));
        assertThat(described(new StoreProbe(connector(), given).columns())).isEqualTo(described(columns()));
        assertThat(described(new StoreProbe(connector(), given).columns())).isEqualTo(described(columns()));
    }

    /** If it fails: would a misspelt column be null in every row? */
    @Rule("T1.2 a column that is not there is refused by its name")
    void unknownColumn() throws Exception {
        StoreProbe store = newStore(rows(0, 1));
        assertThat(Thrown.refused(() -> store.plan(new Scan(List.of("no_such_column"), List.of(), 1)))
                        .getMessage())
                .contains("no_such_column");
    }

    /** If it fails: is a misspelt name an empty store? */
    @Rule("T1.3 a store that is not there is refused by its name")
    void missingStore() throws Exception {
        Map.Entry<String, Map<String, String>> missing = missing();
        StoreConnector connector = connector();
        assertThat(Thrown.refused(() -> {
                            try (Store store = connector.open(StoreProbe.options(connector, missing.getValue()))) {
                                store.columns();
                                store.plan(new Scan(List.of(), List.of(), 1));
                            }
                        })
                        .getMessage())
                .contains(missing.getKey());
    }

    // ---- T2: how a store is cut

    /** If it fails: do two slices share a bound, or does none hold the first or the last rows? */
    @Rule("T2.1 the slices hold every row once, however many are wanted")
    void slicesHoldAll() throws Exception {
        StoreProbe store = newStore(rows(0, ROWS));
        for (int slices : new int[] {1, 2, 3, 7, ROWS, 50}) {
            assertThat(store.rows(store.all(slices)))
                    .as("the rows of %s slices", slices)
                    .containsExactlyInAnyOrderElementsOf(rows(0, ROWS));
        }
    }

    /** If it fails: does the cut need a first row? */
    @Rule("T2.2 a store without rows reads as none, and one with one row as one")
    void hardlyAnyRows() throws Exception {
        StoreProbe none = new StoreProbe(connector(), withSchema(create(List.of())));
        assertThat(none.rows(none.all(3))).isEmpty();
        StoreProbe one = newStore(rows(7, 8));
        assertThat(one.rows(one.all(3))).isEqualTo(rows(7, 8));
    }

    /** If it fails: the framework asks which filters remain before it knows the columns and the slices. */
    @Rule("T2.3 which filters remain depends on the filters alone")
    void remainingFilters() throws Exception {
        StoreProbe store = newStore(rows(0, ROWS));
        List<Filter> filters = FilterExamples.of(columns(), rows(0, 5));
        List<Filter> remaining = store.plan(new Scan(store.names(), filters, 1)).remaining();
        assertThat(store.plan(new Scan(List.of(), filters, 5)).remaining()).isEqualTo(remaining);
        for (Filter filter : filters) {
            assertThat(store.plan(new Scan(store.names(), List.of(filter), 2)).remaining())
                    .as("what remains of %s alone", filter)
                    .isEqualTo(remaining.contains(filter) ? List.of(filter) : List.of());
        }
    }

    // ---- T3: how rows are read

    /** If it fails: is a type rounded, shortened or turned into text on its way? */
    @Rule("T3.1 every value is as it was stored, of every type")
    void everyValue() throws Exception {
        StoreProbe store = newStore(rows(0, ROWS));
        assertThat(store.rows(store.all(1))).containsExactlyInAnyOrderElementsOf(rows(0, ROWS));
    }

    /** If it fails: does a null become an empty text or a zero, or keep the value of the row before? */
    @Rule("T3.2 nulls are nulls")
    void nulls() throws Exception {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            rows.add(i % 2 == 0 ? row(i) : rowOfNulls(i));
        }
        StoreProbe store = newStore(rows);
        assertThat(store.rows(store.all(2))).containsExactlyInAnyOrderElementsOf(rows);
    }

    /** If it fails: are values placed by the order of the store, or is a row without columns no row? */
    @Rule("T3.3 columns come in the order in which they are asked for, also alone, and also none")
    void anyColumns() throws Exception {
        StoreProbe store = newStore(rows(0, ROWS));
        List<String> backwards = new ArrayList<>(store.names());
        Collections.reverse(backwards);
        assertColumns(store, backwards);
        for (String name : store.names()) {
            assertColumns(store, List.of(name));
        }
        assertColumns(store, List.of());
    }

    /** If it fails: does the store order or compare values otherwise than Spark, or is a null more than unknown? */
    @Rule("T3.4 filters choose the rows that they choose in Spark")
    void filters() throws Exception {
        List<List<@Nullable Object>> rows = new ArrayList<>(rows(0, ROWS));
        optionalNulls().ifPresent(rows::add);
        StoreProbe store = newStore(rows);
        List<Column> list = columns().list();
        for (Filter filter : FilterExamples.of(columns(), rows.subList(0, 5))) {
            List<List<@Nullable Object>> expected = rows.stream()
                    .filter(row -> Conditions.holds(filter, list, row))
                    .toList();
            assertThat(store.rows(new Scan(store.names(), List.of(filter), 2)))
                    .as("the rows where %s", filter)
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    /** If it fails: is a reader's state kept outside of it? A task that failed reads its slice again. */
    @Rule("T3.5 a slice read twice gives equal rows")
    void readTwice() throws Exception {
        StoreProbe store = newStore(rows(0, ROWS));
        Scan scan = store.all(3);
        for (Slice slice : store.plan(scan).slices()) {
            assertThat(store.read(slice, scan)).containsExactlyInAnyOrderElementsOf(store.read(slice, scan));
        }
    }

    /** If it fails: do readers share a buffer, or a connection with a state? */
    @Rule("T3.6 readers that read at the same time do not disturb each other")
    void sideBySide() throws Exception {
        StoreProbe store = newStore(rows(0, ROWS));
        Scan scan = store.all(1);
        Slice slice = store.plan(scan).slices().get(0);
        List<List<@Nullable Object>> ones = new ArrayList<>();
        List<List<@Nullable Object>> others = new ArrayList<>();
        try (RowReader one = store.open(slice, scan);
                RowReader other = store.open(slice, scan)) {
            for (Row row = one.next(); row != null; row = one.next()) {
                Row beside = other.next();
                ones.add(store.values(row, scan));
                if (beside != null) {
                    others.add(store.values(beside, scan));
                }
            }
        }
        assertThat(others).isEqualTo(ones).isEqualTo(store.read(slice, scan));
    }

    /** If it fails: would rows be left out or doubled after a connection was cut? */
    @Rule("T3.7 what is left of a slice is what its reader has not returned")
    void goesOn() throws Exception {
        StoreProbe store = newStore(rows(0, ROWS));
        Scan scan = store.all(2);
        for (Slice slice : store.plan(scan).slices()) {
            List<List<@Nullable Object>> whole = store.read(slice, scan);
            for (int cut = 0; cut <= whole.size(); cut++) {
                List<List<@Nullable Object>> pieces = new ArrayList<>();
                try (RowReader reader = store.open(slice, scan)) {
                    for (int i = 0; i < cut; i++) {
                        Row row = reader.next();
                        if (row != null) {
                            pieces.add(store.values(row, scan));
                        }
                    }
                    Optional<Slice> rest = reader.rest();
                    if (rest.isEmpty()) {
                        throw Cannot.show("readers cannot tell what is left of a slice");
                    }
                    pieces.addAll(store.read(rest.get(), scan));
                }
                assertThat(pieces).as("a slice cut after %s rows", cut).isEqualTo(whole);
            }
        }
    }

    /** If it fails: does the end come only once, or does closing fail when there is nothing left to close? */
    @Rule("T3.8 after the last row a reader answers null for ever, and it may be closed at any time, and twice")
    void endsAndCloses() throws Exception {
        StoreProbe store = newStore(rows(0, ROWS));
        Scan scan = store.all(1);
        Slice slice = store.plan(scan).slices().get(0);
        RowReader early = store.open(slice, scan);
        assertThat(early.next()).isNotNull();
        early.close();
        early.close();
        RowReader reader = store.open(slice, scan);
        store.rest(reader, scan);
        assertThat(reader.next()).isNull();
        assertThat(reader.next()).isNull();
        reader.close();
        reader.close();
    }

    /** If it fails: is a buffer used for the next row as well? */
    @Rule("T3.9 values may be kept while their reader goes on")
    void valuesAreKept() throws Exception {
        StoreProbe store = newStore(rows(0, ROWS));
        Scan scan = store.all(1);
        List<Column> columns = store.columns(scan);
        List<List<@Nullable Object>> kept = new ArrayList<>();
        for (Slice slice : store.plan(scan).slices()) {
            try (RowReader reader = store.open(slice, scan)) {
                for (Row row = reader.next(); row != null; row = reader.next()) {
                    kept.add(raw(row, columns));
                }
            }
        }
        List<List<@Nullable Object>> later = new ArrayList<>();
        for (List<@Nullable Object> row : kept) {
            later.add(cooked(row, columns));
        }
        assertThat(later).containsExactlyInAnyOrderElementsOf(rows(0, ROWS));
    }

    /** If it fails: executors read what the driver planned. */
    @Rule("T3.10 a slice is read by a connector that has planned nothing")
    void readElsewhere() throws Exception {
        Map<String, String> given = create(rows(0, ROWS));
        StoreProbe planner = new StoreProbe(connector(), given);
        Scan scan = planner.all(3);
        StoreConnector other = connector();
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (Slice slice : planner.plan(scan).slices()) {
            Map<String, String> travelled = withSchema(given, planner.columns());
            try (RowReader reader = other.read(slice, scan, StoreProbe.options(other, travelled))) {
                rows.addAll(planner.rest(reader, scan));
            }
        }
        assertThat(rows).containsExactlyInAnyOrderElementsOf(rows(0, ROWS));
    }

    // ---- the words of the rules

    private StoreProbe newStore(List<List<@Nullable Object>> rows) throws Exception {
        return new StoreProbe(connector(), create(rows));
    }

    private Map<String, String> withSchema(Map<String, String> given) {
        return withSchema(given, columns());
    }

    private static Map<String, String> withSchema(Map<String, String> given, Columns columns) {
        Map<String, String> with = new java.util.HashMap<>(given);
        with.put(StoreConnector.SCHEMA.name(), columns.ddl());
        return with;
    }

    private List<List<@Nullable Object>> rows(int from, int to) {
        return IntStream.range(from, to).mapToObj(this::row).toList();
    }

    private Optional<List<@Nullable Object>> optionalNulls() {
        try {
            return Optional.of(rowOfNulls(ROWS));
        } catch (org.opentest4j.TestAbortedException e) {
            return Optional.empty();
        }
    }

    private void assertColumns(StoreProbe store, List<String> names) throws Exception {
        List<List<@Nullable Object>> expected = new ArrayList<>();
        for (List<@Nullable Object> row : rows(0, ROWS)) {
            List<@Nullable Object> chosen = new ArrayList<>();
            names.forEach(name -> chosen.add(row.get(columns().index(name).orElseThrow())));
            expected.add(chosen);
        }
        assertThat(store.rows(new Scan(names, List.of(), 2)))
                .as("the columns %s", names)
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    private static String described(Columns columns) {
        return columns.ddl()
                .replaceAll("\\s*([,:<>])\\s*", "$1")
                .replaceAll("`", "")
                .toUpperCase(Locale.ROOT)
                .replace(' ', ':');
    }

    private static List<@Nullable Object> raw(Row row, List<Column> columns) {
        List<@Nullable Object> raw = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            String type = columns.get(i).type().toUpperCase(Locale.ROOT);
            if (row.isNull(i)) {
                raw.add(null);
            } else if (type.startsWith("STRUCT")) {
                raw.add(row.rowAt(i));
            } else if (type.equals("BINARY")) {
                raw.add(row.bytesAt(i));
            } else if (type.startsWith("ARRAY")) {
                raw.add(row.listAt(i));
            } else {
                raw.add(Rows.values(row, columns).get(i));
            }
        }
        return raw;
    }

    private static List<@Nullable Object> cooked(List<@Nullable Object> raw, List<Column> columns) {
        List<@Nullable Object> cooked = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            Object value = raw.get(i);
            String type = columns.get(i).type();
            if (value instanceof byte[] bytes) {
                cooked.add(ByteBuffer.wrap(bytes));
            } else if (value instanceof Row row && type.toUpperCase(Locale.ROOT).startsWith("STRUCT")) {
                cooked.add(Rows.values(row, Columns.ofStruct(type)));
            } else if (value instanceof Row list) {
                String element = type.substring(type.indexOf('<') + 1, type.lastIndexOf('>'));
                cooked.add(Rows.values(list, Collections.nCopies(list.size(), new Column("element", element))));
            } else {
                cooked.add(value);
            }
        }
        return cooked;
    }
}
