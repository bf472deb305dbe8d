package io.millrace.testkit.example;

import io.millrace.api.Column;
import io.millrace.api.Columns;
import io.millrace.api.ConnectorException;
import io.millrace.api.Filter;
import io.millrace.api.KeyedStoreConnector;
import io.millrace.api.Lookup;
import io.millrace.api.Option;
import io.millrace.api.OptionSet;
import io.millrace.api.Options;
import io.millrace.api.RowReader;
import io.millrace.api.Scan;
import io.millrace.api.ScanPlan;
import io.millrace.api.Slice;
import io.millrace.api.Store;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads a {@link MemoryStore}. A slice is a range of row numbers, {@code from-to}. It applies every filter but {@code
 * STARTS_WITH}, which remains.
 */
public final class MemoryStoreConnector implements KeyedStoreConnector {
    /** The store's name. */
    public static final Option<String> STORE = Option.string("store").required().doc("The name of the store.");

    /** For the service loader. */
    public MemoryStoreConnector() {}

    @Override
    public String name() {
        return "memory-store";
    }

    @Override
    public OptionSet options() {
        return OptionSet.of(STORE);
    }

    @Override
    public Store open(Options options) throws IOException {
        MemoryStore store = store(options);
        store.calls().happened(MemoryStore.Call.OPEN);
        return new Store() {
            @Override
            public Columns columns() {
                return options.find(SCHEMA)
                        .map(ddl -> checked(new Columns(ddl), store.columns()))
                        .orElse(store.columns());
            }

            @Override
            public ScanPlan plan(Scan scan) throws IOException {
                store.calls().happened(MemoryStore.Call.PLAN);
                places(scan.columns(), store.columns());
                List<Filter> remaining = new ArrayList<>(scan.filters());
                remaining.removeIf(MemoryStoreConnector::isApplied);
                return new ScanPlan(slices(store.rows().size(), scan.slices()), remaining);
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public RowReader read(Slice slice, Scan scan, Options options) throws IOException {
        MemoryStore store = store(options);
        store.calls().happened(MemoryStore.Call.READ);
        List<Filter> applied =
                scan.filters().stream().filter(MemoryStoreConnector::isApplied).toList();
        return new MemoryStoreReader(store, slice, applied, places(scan.columns(), store.columns()));
    }

    @Override
    public Lookup lookup(List<String> keyColumns, List<String> columns, Options options) throws IOException {
        MemoryStore store = store(options);
        store.calls().happened(MemoryStore.Call.LOOKUP);
        return new MemoryLookup(store, places(keyColumns, store.columns()), places(columns, store.columns()));
    }

    private static MemoryStore store(Options options) {
        String name = options.value(STORE);
        return MemoryStore.find(name)
                .orElseThrow(() -> ConnectorException.settings(
                        "There is no store '" + name + "' in this JVM; create it, or correct the option 'store'"));
    }

    private static Columns checked(Columns given, Columns there) {
        for (Column column : given.list()) {
            Optional<Column> same = there.list().stream()
                    .filter(one -> one.name().equalsIgnoreCase(column.name()))
                    .findFirst();
            if (same.isEmpty() || !same.get().is(column.type())) {
                throw ConnectorException.settings("The schema has the column '" + column.name() + "' "
                        + column.type() + ", but the columns of the store are " + there.ddl()
                        + "; correct the schema, or leave it out");
            }
        }
        return given;
    }

    private static int[] places(List<String> names, Columns columns) {
        return names.stream()
                .mapToInt(name -> columns.index(name)
                        .orElseThrow(() -> ConnectorException.settings(
                                "The store has no column '" + name + "'; its columns are " + columns.ddl())))
                .toArray();
    }

    private static List<Slice> slices(int rows, int wanted) {
        List<Slice> slices = new ArrayList<>();
        for (int i = 0; i < wanted; i++) {
            long from = (long) rows * i / wanted;
            long to = (long) rows * (i + 1) / wanted;
            if (from < to) {
                slices.add(new Slice(from + "-" + to, List.of()));
            }
        }
        return slices;
    }

    private static boolean isApplied(Filter filter) {
        if (filter instanceof Filter.Not not) {
            return isApplied(not.filter());
        } else if (filter instanceof Filter.AnyOf any) {
            return any.filters().stream().allMatch(MemoryStoreConnector::isApplied);
        }
        return !(filter instanceof Filter.Compare compare) || compare.comparison() != Filter.Comparison.STARTS_WITH;
    }
}
