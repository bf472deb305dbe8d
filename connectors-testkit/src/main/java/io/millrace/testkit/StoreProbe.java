package io.millrace.testkit;

import io.millrace.api.Column;
import io.millrace.api.Columns;
import io.millrace.api.Filter;
import io.millrace.api.Options;
import io.millrace.api.Row;
import io.millrace.api.RowReader;
import io.millrace.api.Scan;
import io.millrace.api.ScanPlan;
import io.millrace.api.Slice;
import io.millrace.api.Store;
import io.millrace.api.StoreConnector;
import io.millrace.runtime.ReadOptions;
import io.millrace.runtime.StoreOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One store under test, and the short words in which the rules speak to it. */
final class StoreProbe {
    private final StoreConnector connector;
    private final Options options;
    private final Columns columns;

    /** Finds the columns at once, as the framework does before it reads. */
    StoreProbe(StoreConnector connector, Map<String, String> given) throws IOException {
        this.connector = connector;
        Options read = options(connector, given);
        try (Store store = connector.open(read)) {
            this.columns = store.columns();
        }
        this.options = read.with(StoreConnector.SCHEMA, columns.ddl());
    }

    /** What the framework makes of what a user gave. */
    static Options options(StoreConnector connector, Map<String, String> given) {
        Map<String, String> all = new HashMap<>(given);
        all.put(ReadOptions.CONNECTOR.name(), connector.name());
        return StoreOptions.with(connector).read(all);
    }

    Columns columns() {
        return columns;
    }

    List<String> names() {
        return columns.list().stream().map(Column::name).toList();
    }

    ScanPlan plan(Scan scan) throws IOException {
        try (Store store = connector.open(options)) {
            return store.plan(scan);
        }
    }

    Scan all(int slices) {
        return new Scan(names(), List.of(), slices);
    }

    /** The rows of a scan, of which the remaining filters are applied; then all columns must be asked for. */
    List<List<@Nullable Object>> rows(Scan scan) throws IOException {
        ScanPlan plan = plan(scan);
        List<Filter> applied = new ArrayList<>(scan.filters());
        applied.removeAll(plan.remaining());
        Scan asked = new Scan(scan.columns(), applied, scan.slices());
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (Slice slice : plan(asked).slices()) {
            rows.addAll(read(slice, asked));
        }
        if (!plan.remaining().isEmpty()) {
            rows.removeIf(row -> !Conditions.hold(plan.remaining(), columns.list(), row));
        }
        return rows;
    }

    RowReader open(Slice slice, Scan scan) throws IOException {
        return connector.read(slice, scan, options);
    }

    List<List<@Nullable Object>> read(Slice slice, Scan scan) throws IOException {
        try (RowReader reader = open(slice, scan)) {
            return rest(reader, scan);
        }
    }

    /** The rows that a reader has left. */
    List<List<@Nullable Object>> rest(RowReader reader, Scan scan) throws IOException {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (Row row = reader.next(); row != null; row = reader.next()) {
            rows.add(values(row, scan));
        }
        return rows;
    }

    List<@Nullable Object> values(Row row, Scan scan) {
        return Rows.values(row, columns(scan));
    }

    /** The columns of a scan, with their types. */
    List<Column> columns(Scan scan) {
        List<Column> all = columns.list();
        return scan.columns().stream()
                .map(name -> all.get(columns.index(name).orElseThrow()))
                .toList();
    }
}
