package io.millrace.testkit.example;

import io.millrace.api.Columns;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Rows in the memory of this JVM, found by their store's name, so that a driver and its local executors share them. The store
 * {@code memory-store} reads them and looks them up by any columns. Rows are plain values, see {@link
 * io.millrace.testkit.Rows}. Safe for many threads.
 */
public final class MemoryStore {
    private static final Map<String, MemoryStore> STORES = new ConcurrentHashMap<>();

    private final Columns columns;
    private final Calls<Call> calls = new Calls<>(Call.class);
    private volatile List<List<@Nullable Object>> rows = List.of();

    /** What the connector does with a store. */
    public enum Call {
        /** The planning side is opened. */
        OPEN,
        /** Slices are planned. */
        PLAN,
        /** A reader is opened. */
        READ,
        /** A reader is asked for a row. */
        NEXT,
        /** A look-up is opened. */
        LOOKUP,
        /** Keys are looked up. */
        GET
    }

    private MemoryStore(Columns columns) {
        this.columns = columns;
    }

    /** Makes an empty store. A store of the same name is gone. */
    public static MemoryStore create(String name, Columns columns) {
        MemoryStore store = new MemoryStore(columns);
        STORES.put(name, store);
        return store;
    }

    static Optional<MemoryStore> find(String name) {
        return Optional.ofNullable(STORES.get(name));
    }

    /** The columns it was made with. */
    public Columns columns() {
        return columns;
    }

    /** What was done with this store. */
    public Calls<Call> calls() {
        return calls;
    }

    /** Puts these rows in the place of those that are there. */
    public void set(List<? extends List<? extends @Nullable Object>> others) {
        List<List<@Nullable Object>> copies = new ArrayList<>();
        others.forEach(row -> copies.add(Collections.unmodifiableList(new ArrayList<>(row))));
        rows = Collections.unmodifiableList(copies);
    }

    /** The rows there are now. */
    public List<List<@Nullable Object>> rows() {
        return rows;
    }
}
