package io.millrace.testkit.example;

import io.millrace.api.Key;
import io.millrace.api.Lookup;
import io.millrace.api.Row;
import io.millrace.testkit.Rows;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds rows of a {@link MemoryStore} by looking at all of them. Safe for many threads. */
final class MemoryLookup implements Lookup {
    private final MemoryStore store;
    private final int[] keyPlaces;
    private final int[] places;

    MemoryLookup(MemoryStore store, int[] keyPlaces, int[] places) {
        this.store = store;
        this.keyPlaces = keyPlaces;
        this.places = places;
    }

    @Override
    public Map<Key, List<Row>> get(Set<Key> keys) throws IOException {
        store.calls().happened(MemoryStore.Call.GET);
        Map<List<Object>, Key> wanted = new HashMap<>();
        keys.forEach(
                key -> wanted.put(key.values().stream().map(MemoryLookup::plain).toList(), key));
        Map<Key, List<Row>> found = new HashMap<>();
        for (List<@Nullable Object> row : store.rows()) {
            Key key = wanted.get(MemoryStoreReader.chosen(row, keyPlaces));
            if (key != null) {
                found.computeIfAbsent(key, none -> new ArrayList<>())
                        .add(Rows.of(MemoryStoreReader.chosen(row, places)));
            }
        }
        return found;
    }

    @Override
    public void close() {}

    /** A value of a key as {@link Rows} lists it. */
    private static Object plain(Object value) {
        if (value instanceof Integer number) {
            return number.longValue();
        }
        return value instanceof Float number ? number.doubleValue() : value;
    }
}
