package io.millrace.bench;

import io.millrace.api.Columns;
import io.millrace.api.Key;
import io.millrace.api.Lookup;
import io.millrace.api.Row;
import io.millrace.runtime.StoreOptions;
import io.millrace.testkit.example.MemoryStore;
import io.millrace.testkit.example.MemoryStoreConnector;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** A store in this JVM's memory, which looks at all its rows for each request: that takes about as long as a server's answer. */
final class MemoryShelf implements Shelf {
    private final MemoryStoreConnector connector = new MemoryStoreConnector();
    private String store = "";
    private @Nullable Lookup lookup;

    @Override
    public String name() {
        return connector.name();
    }

    @Override
    public synchronized void fill(long keys) throws IOException {
        // What is open goes on with the store that it was opened for.
        store = "bench-names-" + keys;
        MemoryStore.create(store, new Columns("id BIGINT, name STRING"))
                .set(LongStream.range(0, keys)
                        .mapToObj(id -> List.of(id, Shelf.nameOf(id)))
                        .toList());
        close();
        lookup = connector.lookup(
                List.of("id"),
                List.of("name"),
                StoreOptions.with(connector).read(Map.of("connector", connector.name(), "store", store)));
    }

    @Override
    public synchronized Map<String, String> options() {
        return Map.of("store", store);
    }

    @Override
    public String key() {
        return "id";
    }

    @Override
    public long batch(long[] keys) throws IOException {
        return found(Arrays.stream(keys).mapToObj(key -> new Key(List.of(key))).toList());
    }

    @Override
    public boolean one(long key) throws IOException {
        return found(List.of(new Key(List.of(key)))) == 1;
    }

    private long found(List<Key> keys) throws IOException {
        Set<Key> asked = new HashSet<>(keys);
        Map<Key, List<Row>> found = opened().get(asked);
        return keys.stream().filter(found::containsKey).count();
    }

    private synchronized Lookup opened() {
        if (lookup == null) {
            throw new IllegalStateException("Not filled yet");
        }
        return lookup;
    }

    @Override
    public synchronized void close() throws IOException {
        if (lookup != null) {
            lookup.close();
            lookup = null;
        }
    }
}
