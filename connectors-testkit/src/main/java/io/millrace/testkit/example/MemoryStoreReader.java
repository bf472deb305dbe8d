package io.millrace.testkit.example;

import io.millrace.api.Column;
import io.millrace.api.Filter;
import io.millrace.api.Row;
import io.millrace.api.RowReader;
import io.millrace.api.Slice;
import io.millrace.testkit.Conditions;
import io.millrace.testkit.Rows;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a range of the rows of a {@link MemoryStore}. */
final class MemoryStoreReader implements RowReader {
    private final MemoryStore store;
    private final List<List<@Nullable Object>> rows;
    private final List<Column> columns;
    private final List<Filter> filters;
    private final int[] places;
    private final int end;
    private int at;

    MemoryStoreReader(MemoryStore store, Slice slice, List<Filter> filters, int[] places) {
        this.store = store;
        this.rows = store.rows();
        this.columns = store.columns().list();
        this.filters = filters;
        this.places = places;
        int dash = slice.token().indexOf('-');
        this.at = Integer.parseInt(slice.token().substring(0, dash));
        this.end = Math.min(Integer.parseInt(slice.token().substring(dash + 1)), rows.size());
    }

    @Override
    public @Nullable Row next() throws IOException {
        store.calls().happened(MemoryStore.Call.NEXT);
        while (at < end) {
            List<@Nullable Object> row = rows.get(at++);
            if (Conditions.hold(filters, columns, row)) {
                return Rows.of(chosen(row, places));
            }
        }
        return null;
    }

    @Override
    public Optional<Slice> rest() {
        return Optional.of(new Slice(at + "-" + end, List.of()));
    }

    @Override
    public void close() {}

    static List<@Nullable Object> chosen(List<@Nullable Object> row, int[] places) {
        List<@Nullable Object> chosen = new ArrayList<>(places.length);
        for (int place : places) {
            chosen.add(row.get(place));
        }
        return chosen;
    }
}
