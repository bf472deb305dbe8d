package io.millrace.hbase;

import io.millrace.api.Columns;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Columns of every type, in each encoding that suits, and rows of them. */
final class Everything {
    static final String MAPPING =
            "id BIGINT :key ordered, flag BOOLEAN f:flag, tiny TINYINT f:tiny, small SMALLINT f:small,"
                    + " num INT f:num, big BIGINT g:big ordered, x FLOAT f:x, y DOUBLE g:y, price DECIMAL(10,2) f:price,"
                    + " cost DECIMAL(12,3) g:cost ordered, name STRING f:name, word STRING g:word ordered, raw BINARY f:raw,"
                    + " blob BINARY g:blob ordered, day DATE f:day, date DATE g:date ordered, at TIMESTAMP f:at,"
                    + " micros TIMESTAMP g:micros ordered, written DOUBLE f:written text, spelled TIMESTAMP g:spelled text,"
                    + " place STRUCT<x: INT> f:place avro=place";
    static final Map<String, String> SCHEMAS = Map.of(
            "avro.place",
            "{\"type\":\"record\",\"name\":\"Place\",\"fields\":[{\"name\":\"x\",\"type\":\"int\"},"
                    + "{\"name\":\"names\",\"type\":{\"type\":\"array\",\"items\":\"string\"}},"
                    + "{\"name\":\"height\",\"type\":[\"null\",\"double\"]}]}");
    static final Columns COLUMNS =
            new Columns("id BIGINT, flag BOOLEAN, tiny TINYINT, small SMALLINT, num INT, big BIGINT,"
                    + " x FLOAT, y DOUBLE, price DECIMAL(10,2), cost DECIMAL(12,3), name STRING, word STRING, raw BINARY, blob BINARY,"
                    + " day DATE, date DATE, at TIMESTAMP, micros TIMESTAMP, written DOUBLE, spelled TIMESTAMP,"
                    + " place STRUCT<x: INT, names: ARRAY<STRING>, height: DOUBLE>");

    private static final int TINY = 2;
    private static final AtomicInteger CELLS = new AtomicInteger();

    private static final class Shared {
        static final String TABLE = make();

        private static String make() {
            try {
                return Mill.newTable(key(-3), key(6));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private Everything() {}

    static Map<String, String> given(String table) {
        return given(table, MAPPING);
    }

    /**
     * Cells that nobody else has, in a table that is shared: to make a table takes a second. Rows that have none of the mapped
     * cells are not seen.
     */
    static Map<String, String> newCells() throws IOException {
        return given(Shared.TABLE, MAPPING.replaceAll(" [fg]:\\w+", "$0_" + CELLS.incrementAndGet()));
    }

    private static Map<String, String> given(String table, String mapping) {
        Map<String, String> given = Mill.given(table, mapping);
        given.putAll(SCHEMAS);
        return given;
    }

    private static byte[] key(long id) {
        return OrderedCodecs.of("BIGINT").encode(id);
    }

    static List<@Nullable Object> row(int number) {
        long signed = number % 2 == 0 ? number : -number;
        List<@Nullable Object> place = new ArrayList<>(List.of((long) number, List.of("a" + number, "b")));
        place.add(number % 3 == 0 ? null : number / 8.0);
        return Collections.unmodifiableList(new ArrayList<>(List.of(
                signed,
                number % 2 == 0,
                signed,
                signed * 1000,
                signed * 1_000_000,
                signed * 1_000_000_000_000L,
                signed / 4.0,
                signed / 16.0,
                BigDecimal.valueOf(signed, 2),
                BigDecimal.valueOf(signed * 1500L, 3),
                "näme " + number,
                "wörd " + number % 5,
                ByteBuffer.wrap(new byte[] {(byte) number, -1, 0}),
                ByteBuffer.wrap(new byte[number % 9]),
                LocalDate.ofEpochDay(signed * 100L),
                LocalDate.ofEpochDay(signed * 1000L),
                Instant.ofEpochMilli(signed * 123_456_789L),
                Instant.ofEpochSecond(signed * 1_000_000L, 123_456_000),
                signed / 10.0,
                Instant.ofEpochSecond(number, 5_000),
                Collections.unmodifiableList(place))));
    }

    /** Null in all but the row key and one cell: HBase has no rows without cells. */
    static List<@Nullable Object> nulls(int number) {
        List<@Nullable Object> nulls =
                new ArrayList<>(Collections.nCopies(row(number).size(), null));
        nulls.set(0, row(number).get(0));
        nulls.set(TINY, row(number).get(TINY));
        return Collections.unmodifiableList(nulls);
    }
}
