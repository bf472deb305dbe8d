package io.millrace.mongodb;

import io.millrace.api.Columns;
import io.millrace.testkit.StoreConformance;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;

/** A collection keeps the rules of stores, whether its columns are guessed or given. */
class MongoStoreConformanceTest {
    @Nested
    class Guessed extends StoreConformance implements CollectionsUnderTest {}

    /** With a schema there are more types than a sample can show. */
    @Nested
    class Given extends StoreConformance implements CollectionsUnderTest {
        private static final Columns ALL = new Columns("_id STRING, tiny TINYINT, small SMALLINT, part FLOAT, "
                + "price DECIMAL(10,2), day DATE, local TIMESTAMP_NTZ, counts MAP<STRING, BIGINT>, "
                + "list ARRAY<STRUCT<a: INT, b: DATE>>");

        @Override
        public Columns columns() {
            return ALL;
        }

        @Override
        public Map<String, String> create(List<List<@Nullable Object>> rows) {
            Map<String, String> given = new HashMap<>(CollectionsUnderTest.super.create(rows));
            given.put("schema", ALL.ddl());
            return given;
        }

        @Override
        public List<@Nullable Object> row(int number) {
            return List.of(
                    "id " + number,
                    (long) -number,
                    number * 100L,
                    number == 3 ? Double.NaN : number / 2.0,
                    BigDecimal.valueOf(number - 4, 2),
                    LocalDate.ofEpochDay(number - 3),
                    Instant.ofEpochMilli(-number * 1001L),
                    Map.of("one", 1L, "number", (long) number),
                    List.of(List.of((long) number, LocalDate.ofEpochDay(number)), List.of(1L, LocalDate.EPOCH)));
        }

        @Override
        public List<@Nullable Object> rowOfNulls(int number) {
            List<@Nullable Object> row = CollectionsUnderTest.super.rowOfNulls(number);
            row.set(0, "id " + number);
            return row;
        }
    }
}
