package io.millrace.testkit.example;

import io.millrace.api.Columns;
import io.millrace.testkit.StoreUnderTest;
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

/** What the suites of stores ask, answered by stores in memory. */
public interface StoresInMemory extends StoreUnderTest {
    /** The columns of each store: one of every type. */
    Columns COLUMNS = new Columns("id BIGINT, flag BOOLEAN, tiny TINYINT, small SMALLINT, number INT, part FLOAT, "
            + "share DOUBLE, price DECIMAL(10,2), name STRING, bytes BINARY, day DATE, at TIMESTAMP, local TIMESTAMP_NTZ, "
            + "tags ARRAY<STRING>, place STRUCT<x: INT, `the y`: DOUBLE, inner: STRUCT<z: STRING>>, "
            + "counts MAP<STRING, BIGINT>, `a name` STRING");

    @Override
    default Map<String, String> create(List<List<@Nullable Object>> rows) {
        String name = "store-" + UUID.randomUUID();
        MemoryStore.create(name, columns()).set(rows);
        return Map.of("store", name);
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
                number * 100L,
                number * 100_000L,
                number / 2.0,
                number == 3 ? Double.NaN : number / 4.0,
                BigDecimal.valueOf(number - 4, 2),
                number == 2 ? "" : "näme " + number % 5,
                ByteBuffer.wrap(new byte[] {(byte) number, -1, 0}),
                LocalDate.ofEpochDay(number - 3),
                Instant.ofEpochSecond(number - 3, 123_456_000),
                Instant.ofEpochSecond(-number, 654_321_000),
                List.of("a" + number, "b"),
                List.of((long) number, 0.5, List.of("z" + number)),
                Map.of("one", 1L, "number", (long) number),
                "\uD83D\uDE00".repeat(number % 3) + "\uFFFD");
    }

    @Override
    default List<@Nullable Object> rowOfNulls(int number) {
        List<@Nullable Object> row =
                new ArrayList<>(Collections.nCopies(row(number).size(), null));
        row.set(0, (long) number);
        return row;
    }

    @Override
    default Map.Entry<String, Map<String, String>> missing() {
        return Map.entry("nowhere", Map.of("store", "nowhere"));
    }
}
