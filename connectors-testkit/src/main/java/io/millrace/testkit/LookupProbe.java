package io.millrace.testkit;

import io.millrace.api.Column;
import io.millrace.api.Columns;
import io.millrace.api.Key;
import io.millrace.api.KeyedStoreConnector;
import io.millrace.api.Lookup;
import io.millrace.api.Options;
import io.millrace.api.Row;
import io.millrace.api.Store;
import io.millrace.api.StoreConnector;
import io.millrace.runtime.StoreOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One store in which the rules look rows up, and the short words in which they do. */
final class LookupProbe {
    private final KeyedStoreConnector connector;
    private final Options options;
    private final List<Column> columns;

    /** Finds the columns at once, as the framework does before it looks up. */
    LookupProbe(KeyedStoreConnector connector, Map<String, String> given) throws IOException {
        this.connector = connector;
        Map<String, String> all = new HashMap<>(given);
        all.put("connector", connector.name());
        Options read = StoreOptions.with(connector).read(all);
        try (Store store = connector.open(read)) {
            Columns found = store.columns();
            this.columns = found.list();
            this.options = read.with(StoreConnector.SCHEMA, found.ddl());
        }
    }

    List<String> names() {
        return columns.stream().map(Column::name).toList();
    }

    Lookup open(List<String> key, List<String> names) throws IOException {
        return connector.lookup(key, names, options);
    }

    /** As an executor opens it, whose connector has planned nothing. */
    Lookup open(KeyedStoreConnector other, List<String> key) throws IOException {
        return other.lookup(key, names(), options);
    }

    /** The key of a row of {@link StoreUnderTest#columns}. */
    Key key(List<@Nullable Object> row, Columns of, List<String> key) {
        List<Object> values = new ArrayList<>();
        for (String name : key) {
            int place = of.index(name).orElseThrow();
            values.add(keyed(
                    Objects.requireNonNull(row.get(place)), of.list().get(place).type()));
        }
        return new Key(values);
    }

    /** The rows of some keys as values, by key. */
    Map<Key, List<List<@Nullable Object>>> get(Lookup lookup, Collection<Key> keys, List<String> names)
            throws IOException {
        Map<Key, List<List<@Nullable Object>>> found = new HashMap<>();
        lookup.get(new LinkedHashSet<>(keys)).forEach((key, rows) -> found.put(key, values(rows, names)));
        return found;
    }

    List<List<@Nullable Object>> values(List<Row> rows, List<String> names) {
        List<Column> asked = names.stream()
                .map(name -> columns.stream()
                        .filter(column -> column.name().equalsIgnoreCase(name))
                        .findFirst()
                        .orElseThrow())
                .toList();
        return rows.stream().map(row -> Rows.values(row, asked)).toList();
    }

    private static Object keyed(Object value, String type) {
        boolean isInt = List.of("TINYINT", "SMALLINT", "INT").contains(type.toUpperCase(Locale.ROOT));
        return isInt ? (Object) Math.toIntExact((Long) value) : value;
    }
}
