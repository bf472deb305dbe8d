package io.millrace.testkit.example;

import io.millrace.api.Columns;
import io.millrace.api.Options;
import io.millrace.testkit.OutputUnderTest;
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

/** What the suites of outputs ask, answered by tables in memory. */
public interface TablesInMemory extends OutputUnderTest {
    /** The columns of each table: one of every type. */
    Columns COLUMNS = new Columns("id BIGINT, flag BOOLEAN, small TINYINT, share DOUBLE, price DECIMAL(10,2), "
            + "name STRING, bytes BINARY, day DATE, at TIMESTAMP, tags ARRAY<STRING>, place STRUCT<x: INT, `the y`: DOUBLE>, "
            + "counts MAP<STRING, BIGINT>");

    /** The value of the option {@code delivery}. */
    String delivery();

    @Override
    default Map<String, String> create() {
        String table = "table-" + UUID.randomUUID();
        MemoryTable.create(table, COLUMNS).refuse(row -> Long.valueOf(-1).equals(row.get(0)));
        return Map.of("table", table, "delivery", delivery(), "key", "id");
    }

    @Override
    default Columns columns() {
        return COLUMNS;
    }

    @Override
    default List<@Nullable Object> row(int number) {
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
    default List<@Nullable Object> rowOfNulls(int number) {
        List<@Nullable Object> row =
                new ArrayList<>(Collections.nCopies(row(number).size(), null));
        row.set(0, (long) number);
        return row;
    }

    @Override
    default List<List<@Nullable Object>> visible(Options target) {
        return MemoryTable.find(target.value(MemoryOutput.TABLE)).orElseThrow().rows();
    }

    @Override
    default Map.Entry<String, Columns> withoutColumn() {
        return Map.entry("counts", new Columns(COLUMNS.ddl().replaceFirst(", counts .*", "")));
    }

    @Override
    default Map.Entry<String, Columns> withWrongType() {
        return Map.entry("day", new Columns(COLUMNS.ddl().replace("day DATE", "day INT")));
    }

    @Override
    default Map.Entry<String, Map<String, String>> missing() {
        return Map.entry("nowhere", Map.of("table", "nowhere"));
    }

    @Override
    default List<@Nullable Object> refusedRow(Options target) {
        return rowOfNulls(-1);
    }
}
