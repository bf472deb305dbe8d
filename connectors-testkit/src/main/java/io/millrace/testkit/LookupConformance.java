package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.Column;
import io.millrace.api.Key;
import io.millrace.api.KeyedStoreConnector;
import io.millrace.api.Lookup;
import io.millrace.api.Row;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.Timeout;

/**
 * Every rule that a {@link KeyedStoreConnector} keeps when rows are looked up. Extend it and answer the questions of {@link
 * LookupUnderTest}; each rule becomes a test.
 */
@DisplayNameGeneration(RuleNames.class)
@Timeout(120)
public abstract class LookupConformance implements LookupUnderTest {
    private static final int ROWS = 12;

    // ---- K1: what is found

    /** If it fails: do columns come in the store's order, or is a type changed on its way? */
    @Rule("K1.1 a key is answered with its row, in the columns that were asked for and in their order")
    void found() throws Exception {
        LookupProbe store = newStore(ROWS);
        List<String> names = new ArrayList<>(store.names());
        Collections.reverse(names);
        assertFound(store, key(), names, rows(0, ROWS), rows(0, ROWS));
        List<String> one = List.of(names.get(0));
        assertFound(store, key(), one, rows(0, 3), rows(0, 3));
    }

    /** If it fails: would a row of nulls be joined to what has no match? */
    @Rule("K1.2 a key that is not there is left out, and those beside it are answered")
    void notFound() throws Exception {
        LookupProbe store = newStore(ROWS);
        assertFound(store, key(), store.names(), rows(ROWS - 2, ROWS + 5), rows(ROWS - 2, ROWS));
        assertFound(store, key(), store.names(), rows(ROWS, ROWS + 5), List.of());
    }

    /** If it fails: are two keys the same that differ in one column alone, or is the order of columns the store's own? */
    @Rule("K1.3 a key of several columns is compared in all of them, whichever order they have")
    void composite() throws Exception {
        List<String> key = compositeKey();
        LookupProbe store = newStore(ROWS);
        assertFound(store, key, store.names(), rows(0, ROWS), rows(0, ROWS));
        List<String> swapped = new ArrayList<>(key);
        Collections.reverse(swapped);
        assertFound(store, swapped, store.names(), rows(0, ROWS), rows(0, ROWS));
        try (Lookup lookup = store.open(key, store.names())) {
            List<Object> mixed =
                    new ArrayList<>(store.key(row(0), columns(), key).values());
            mixed.set(
                    mixed.size() - 1, store.key(row(1), columns(), key).values().get(mixed.size() - 1));
            assertThat(lookup.get(Set.of(new Key(mixed))))
                    .as("the rows of a key that no row has")
                    .isEmpty();
        }
    }

    /** If it fails: does the last row of a key win? */
    @Rule("K1.4 a key that several rows have is answered with all of them")
    void severalRows() throws Exception {
        List<String> key = sharedKey();
        LookupProbe store = newStore(ROWS);
        assertFound(store, key, store.names(), rows(0, 2), rows(0, ROWS));
    }

    /** If it fails: are bytes compared by their object, or turned into text? */
    @Rule("K1.5 a key of bytes is compared by its bytes")
    void bytes() throws Exception {
        List<String> key = List.of(binaryKey());
        LookupProbe store = newStore(ROWS);
        assertFound(store, key, store.names(), rows(0, ROWS + 2), rows(0, ROWS));
    }

    /** If it fails: does a null become an empty text or a zero? */
    @Rule("K1.6 nulls are nulls")
    void nulls() throws Exception {
        List<List<@Nullable Object>> rows = List.of(rowOfNulls(0), row(1), rowOfNulls(2));
        LookupProbe store = new LookupProbe(connector(), create(rows));
        assertFound(store, key(), store.names(), rows, rows);
    }

    /** If it fails: would every row be joined with nulls because of a misspelt name? */
    @Rule("K1.7 a key or a column that is not there is refused by its name")
    void unknown() throws Exception {
        LookupProbe store = newStore(1);
        assertThat(Thrown.refused(() -> store.open(unknownKey(), store.names()).close())
                        .getMessage())
                .contains("no_such_column");
        assertThat(Thrown.refused(() ->
                                store.open(key(), List.of("no_such_column")).close())
                        .getMessage())
                .contains("no_such_column");
    }

    // ---- K2: how it is used

    /** If it fails: does a request hold fewer keys than one is given? */
    @Rule("K2.1 a thousand keys at once are all answered")
    void manyKeys() throws Exception {
        LookupProbe store = newStore(600);
        assertFound(store, key(), store.names(), rows(0, 1000), rows(0, 600));
    }

    /** If it fails: do calls share a request, a cursor or a connection with a state? */
    @Rule("K2.2 threads that look up at the same time do not disturb each other")
    void sideBySide() throws Exception {
        LookupProbe store = newStore(ROWS);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (Lookup lookup = store.open(key(), store.names())) {
            List<Callable<Boolean>> calls = IntStream.range(0, 24)
                    .<Callable<Boolean>>mapToObj(i -> () -> {
                        assertFound(store, lookup, key(), store.names(), rows(i % ROWS, i % ROWS + 1));
                        return true;
                    })
                    .toList();
            for (Future<Boolean> call : threads.invokeAll(calls)) {
                assertThat(call.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** If it fails: are rows views of something that is used again? They are remembered for minutes. */
    @Rule("K2.3 rows may be kept while others are looked up, and after the look-up is closed")
    void kept() throws Exception {
        LookupProbe store = newStore(ROWS);
        Map<Key, List<Row>> kept = new HashMap<>();
        try (Lookup lookup = store.open(key(), store.names())) {
            for (int i = 0; i < 3; i++) {
                kept.putAll(lookup.get(Set.of(store.key(row(i), columns(), key()))));
            }
        }
        for (int i = 0; i < 3; i++) {
            Key key = store.key(row(i), columns(), key());
            assertThat(store.values(kept.getOrDefault(key, List.of()), store.names()))
                    .as("a row that was kept")
                    .isEqualTo(List.of(inOrder(row(i), store.names())));
        }
    }

    /** If it fails: does an executor rely on what only the driver did? */
    @Rule("K2.4 a look-up is opened by a connector that has planned nothing, and may be closed twice")
    void plannedNothing() throws Exception {
        LookupProbe store = newStore(ROWS);
        Lookup lookup = store.open(connector(), key());
        assertFound(store, lookup, key(), store.names(), rows(0, 2));
        lookup.close();
        lookup.close();
    }

    // ---- the words of the rules

    private LookupProbe newStore(int rows) throws Exception {
        return new LookupProbe(connector(), create(rows(0, rows)));
    }

    private List<List<@Nullable Object>> rows(int from, int to) {
        return IntStream.range(from, to).mapToObj(this::row).toList();
    }

    /** Looks the keys of some rows up and expects those of other ones, by key. */
    private void assertFound(
            LookupProbe store,
            List<String> key,
            List<String> names,
            List<List<@Nullable Object>> asked,
            List<List<@Nullable Object>> there)
            throws IOException {
        try (Lookup lookup = store.open(key, names)) {
            Map<Key, List<List<@Nullable Object>>> expected = new HashMap<>();
            Set<Key> keys = new LinkedHashSet<>();
            asked.forEach(row -> keys.add(store.key(row, columns(), key)));
            there.forEach(row -> {
                Key of = store.key(row, columns(), key);
                if (keys.contains(of)) {
                    expected.computeIfAbsent(of, none -> new ArrayList<>()).add(inOrder(row, names));
                }
            });
            Map<Key, List<List<@Nullable Object>>> found = store.get(lookup, keys, names);
            assertThat(found.keySet()).as("the keys that were found").isEqualTo(expected.keySet());
            expected.forEach((of, rows) ->
                    assertThat(found.get(of)).as("the rows of %s", of).containsExactlyInAnyOrderElementsOf(rows));
        }
    }

    /** Looks the keys of some rows up, all of which are there. */
    private void assertFound(
            LookupProbe store, Lookup lookup, List<String> key, List<String> names, List<List<@Nullable Object>> rows)
            throws IOException {
        Map<Key, List<List<@Nullable Object>>> expected = new HashMap<>();
        rows.forEach(row -> expected.put(store.key(row, columns(), key), List.of(inOrder(row, names))));
        assertThat(store.get(lookup, expected.keySet(), names))
                .as("what was found")
                .isEqualTo(expected);
    }

    private List<@Nullable Object> inOrder(List<@Nullable Object> row, List<String> names) {
        List<Column> all = columns().list();
        List<@Nullable Object> values = new ArrayList<>();
        names.forEach(name -> values.add(row.get(IntStream.range(0, all.size())
                .filter(i -> all.get(i).name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow())));
        return values;
    }
}
