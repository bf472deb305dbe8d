package io.millrace.testkit.example;

import io.millrace.api.Columns;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A table in the memory of this JVM, found by its name, so that a driver and its local executors share it. The output {@code
 * memory} writes to it. Rows are plain values, see {@link io.millrace.testkit.Rows}. Safe for many threads.
 */
public final class MemoryTable {
    private static final Map<String, MemoryTable> TABLES = new ConcurrentHashMap<>();

    private final Columns columns;
    private final List<List<@Nullable Object>> rows = new ArrayList<>();
    private final Map<String, List<List<@Nullable Object>>> staged = new LinkedHashMap<>();
    private final Set<String> committed = new HashSet<>();
    private final Calls<Call> calls = new Calls<>(Call.class);
    private volatile Predicate<List<@Nullable Object>> refused = row -> false;

    /** What the output does with a table. */
    public enum Call {
        /** Columns and options are checked. */
        CHECK,
        /** A writer is opened. */
        OPEN,
        /** A row is written. */
        WRITE,
        /** A writer sends on what it holds back. */
        FLUSH,
        /** A writer is completed. */
        COMPLETE,
        /** An epoch is to be made visible. */
        COMMIT,
        /** An epoch became visible, and nobody knows yet. */
        COMMITTED,
        /** An epoch is given up. */
        ABORT
    }

    private MemoryTable(Columns columns) {
        this.columns = columns;
    }

    /** Makes an empty table. A table of the same name is gone. */
    public static MemoryTable create(String name, Columns columns) {
        MemoryTable table = new MemoryTable(columns);
        TABLES.put(name, table);
        return table;
    }

    static Optional<MemoryTable> find(String name) {
        return Optional.ofNullable(TABLES.get(name));
    }

    /** The columns it was made with. */
    public Columns columns() {
        return columns;
    }

    /** What was done with this table. */
    public Calls<Call> calls() {
        return calls;
    }

    /** The rows that everybody sees. */
    public synchronized List<List<@Nullable Object>> rows() {
        return List.copyOf(rows);
    }

    /** How many tasks have staged rows that nobody committed or discarded. */
    public synchronized int stagedTasks() {
        return staged.size();
    }

    /** Sets which rows are refused for good. */
    public void refuse(Predicate<List<@Nullable Object>> rows) {
        this.refused = rows;
    }

    boolean refuses(List<@Nullable Object> row) {
        return refused.test(row);
    }

    synchronized void append(List<List<@Nullable Object>> more) {
        rows.addAll(more);
    }

    /** Replaces rows that have the same value in one column, and adds the others. */
    synchronized void merge(List<List<@Nullable Object>> more, int key) {
        Map<@Nullable Object, List<@Nullable Object>> byKey = new LinkedHashMap<>();
        rows.forEach(row -> byKey.put(row.get(key), row));
        more.forEach(row -> byKey.put(row.get(key), row));
        rows.clear();
        rows.addAll(byKey.values());
    }

    synchronized void stage(String task, List<List<@Nullable Object>> more) {
        staged.put(task, Collections.unmodifiableList(new ArrayList<>(more)));
    }

    synchronized void discard(List<String> tasks) {
        staged.keySet().removeAll(tasks);
    }

    /** Makes staged rows visible, unless the epoch is visible already. */
    synchronized void commit(String epoch, List<String> tasks) throws IOException {
        if (committed.add(epoch)) {
            for (String task : tasks) {
                List<List<@Nullable Object>> of = staged.get(task);
                if (of == null) {
                    throw new IOException("Nothing is staged under '" + task + "'");
                }
                rows.addAll(of);
            }
        }
        discard(tasks);
    }
}
