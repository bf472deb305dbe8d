package io.millrace.mongodb;

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
import io.millrace.runtime.StoreOptions;
import io.millrace.testkit.Rows;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Short words in which tests read a collection by the connector, without Spark. */
final class Reading {
    private static final MongoInput INPUT = new MongoInput();

    private Reading() {}

    static Options options(Map<String, String> given) {
        Map<String, String> all = new HashMap<>(given);
        all.put("connector", INPUT.name());
        return StoreOptions.with(INPUT).read(all);
    }

    static Columns columns(Map<String, String> given) throws IOException {
        try (Store store = INPUT.open(options(given))) {
            return store.columns();
        }
    }

    static List<Slice> slices(Map<String, String> given, int wanted) throws IOException {
        return plan(given, new Scan(List.of(), List.of(), wanted)).slices();
    }

    static ScanPlan plan(Map<String, String> given, Scan scan) throws IOException {
        try (Store store = INPUT.open(options(given))) {
            return store.plan(scan);
        }
    }

    /** All rows, with the columns that the options show, slice by slice. */
    static List<List<List<@Nullable Object>>> rows(Map<String, String> given, int slices, Filter... filters)
            throws IOException {
        Columns columns = columns(given);
        Options options = options(given).with(StoreConnector.SCHEMA, columns.ddl());
        List<Column> list = columns.list();
        Scan scan = new Scan(list.stream().map(Column::name).toList(), List.of(filters), slices);
        List<List<List<@Nullable Object>>> all = new ArrayList<>();
        for (Slice slice : plan(given, scan).slices()) {
            List<List<@Nullable Object>> rows = new ArrayList<>();
            try (RowReader reader = INPUT.read(slice, scan, options)) {
                for (Row row = reader.next(); row != null; row = reader.next()) {
                    rows.add(Rows.values(row, list));
                }
            }
            all.add(rows);
        }
        return all;
    }

    /** All rows in one list. */
    static List<List<@Nullable Object>> all(Map<String, String> given, Filter... filters) throws IOException {
        return rows(given, 1, filters).get(0);
    }
}
