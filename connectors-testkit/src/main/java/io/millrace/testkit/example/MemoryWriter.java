package io.millrace.testkit.example;

import io.millrace.api.Column;
import io.millrace.api.Columns;
import io.millrace.api.ConnectorException;
import io.millrace.api.Rejects;
import io.millrace.api.Row;
import io.millrace.api.Writer;
import io.millrace.testkit.Rows;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes the rows of one task to a {@link MemoryTable}. */
final class MemoryWriter implements Writer {
    private final MemoryTable table;
    private final List<Column> columns;
    private final int[] order;
    private final Rejects rejects;
    private final String name;
    private final boolean holdsAll;
    private final Consumer<List<List<@Nullable Object>>> sink;
    private final List<List<@Nullable Object>> held = new ArrayList<>();

    /**
     * A writer.
     *
     * @param name what {@link #complete} answers
     * @param holdsAll whether the sink takes all rows at the end, not earlier ones at a flush
     */
    MemoryWriter(
            MemoryTable table,
            Columns columns,
            Rejects rejects,
            String name,
            boolean holdsAll,
            Consumer<List<List<@Nullable Object>>> sink) {
        this.table = table;
        this.columns = columns.list();
        this.order = table.columns().list().stream()
                .mapToInt(column -> columns.index(column.name()).orElseThrow())
                .toArray();
        this.rejects = rejects;
        this.name = name;
        this.holdsAll = holdsAll;
        this.sink = sink;
    }

    @Override
    public void write(Row row) throws IOException {
        table.calls().happened(MemoryTable.Call.WRITE);
        List<@Nullable Object> given = Rows.values(row, columns);
        List<@Nullable Object> values = new ArrayList<>();
        for (int column : order) {
            values.add(given.get(column));
        }
        if (table.refuses(values)) {
            rejects.reject(row, ConnectorException.malformed("The table takes no row such as " + values, null));
        } else {
            held.add(Collections.unmodifiableList(values));
        }
    }

    @Override
    public void flush() throws IOException {
        table.calls().happened(MemoryTable.Call.FLUSH);
        if (!holdsAll) {
            send();
        }
    }

    @Override
    public String complete() throws IOException {
        table.calls().happened(MemoryTable.Call.COMPLETE);
        send();
        return name;
    }

    @Override
    public void close() {
        held.clear();
    }

    private void send() {
        sink.accept(List.copyOf(held));
        held.clear();
    }
}
