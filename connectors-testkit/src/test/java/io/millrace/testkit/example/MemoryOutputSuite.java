package io.millrace.testkit.example;

import io.millrace.api.Columns;
import io.millrace.api.Options;
import io.millrace.testkit.OutputConformance;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the suite of outputs asks, answered by tables in memory. */
public abstract class MemoryOutputSuite extends OutputConformance {
    /** The columns of each table: one of every type. */
    public static final Columns COLUMNS =
            new Columns("id BIGINT, flag BOOLEAN, small TINYINT, share DOUBLE, price DECIMAL(10,2), "
                    + "name STRING, bytes BINARY, day DATE, at TIMESTAMP, tags ARRAY<STRING>, place STRUCT<x: INT, `the y`: DOUBLE>, "
                    + "counts MAP<STRING, BIGINT>");

    private final String table = "table-" + UUID.randomUUID();
    private final String delivery;

    /** A suite of the output with the value that its option {@code delivery} has. */
    protected MemoryOutputSuite(String delivery) {
        this.delivery = delivery;
    }

    @Override
    public Map<String, String> create() {
        MemoryTable.create(table, COLUMNS).refuse(row -> Long.valueOf(-1).equals(row.get(0)));
        return Map.of("table", table, "delivery", delivery, "key", "id");
    }

    @Override
    public Columns columns() {
        return COLUMNS;
    }

    @Override
    public List<@Nullable Object> row(int number) {
        return List.of(
                (long) number,
                number % 2 == 0,
                (long) -number,
                number / 4.0,
                BigDecimal.valueOf(number, 2),
                "näme " + number,
                ByteBuffer.wrap(new byte[] {(byte) number, -1, 0}),
                LocalDate.ofEpochDay(number),
                Instant.ofEpochSecond(number, 123_456_000),
                List.of("a" + number, "b"),
                List.of((long) number, 0.5),
                Map.of("one", 1L, "number", (long) number));
    }

    @Override
    public List<@Nullable Object> rowOfNulls(int number) {
        List<@Nullable Object> row =
                new ArrayList<>(Collections.nCopies(row(number).size(), null));
        row.set(0, (long) number);
        return row;
    }

    @Override
    public List<List<@Nullable Object>> visible(Options target) {
        return MemoryTable.find(table).orElseThrow().rows();
    }

    @Override
    public Map.Entry<String, Columns> withoutColumn() {
        return Map.entry("counts", new Columns(COLUMNS.ddl().replaceFirst(", counts .*", "")));
    }

    @Override
    public Map.Entry<String, Columns> withWrongType() {
        return Map.entry("day", new Columns(COLUMNS.ddl().replace("day DATE", "day INT")));
    }

    @Override
    public Map.Entry<String, Map<String, String>> missing() {
        return Map.entry("nowhere", Map.of("table", "nowhere"));
    }

    @Override
    public List<@Nullable Object> refusedRow(Options target) {
        return rowOfNulls(-1);
    }
}
