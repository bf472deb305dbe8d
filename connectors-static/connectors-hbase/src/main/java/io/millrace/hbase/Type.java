package io.millrace.hbase;

import io.millrace.api.Row;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Map;

/**
 * The types of columns, and their values as plain objects: {@link Boolean}, {@link Long} for all whole numbers, {@link Double} for
 * both floating ones, {@link BigDecimal}, {@link String} or its UTF-8 bytes, {@code byte[]}, {@link java.time.LocalDate}, {@link
 * java.time.Instant}, {@link Row} for structs and arrays, and {@link ValuesRow.Pairs} for maps.
 */
enum Type {
    BOOLEAN,
    TINYINT,
    SMALLINT,
    INT,
    BIGINT,
    FLOAT,
    DOUBLE,
    DECIMAL,
    STRING,
    BINARY,
    DATE,
    TIMESTAMP,
    STRUCT,
    ARRAY,
    MAP;

    /** Other words for some types, in Spark's DDL and in the catalogs of older connectors. */
    private static final Map<String, Type> OTHER_WORDS = Map.of(
            "BYTE", TINYINT,
            "SHORT", SMALLINT,
            "INTEGER", INT,
            "LONG", BIGINT,
            "REAL", FLOAT,
            "DEC", DECIMAL,
            "NUMERIC", DECIMAL,
            "VARCHAR", STRING,
            "CHAR", STRING);

    /**
     * The type that a DDL text names.
     *
     * @throws IllegalArgumentException if there is none
     */
    static Type of(String ddl) {
        String word = ddl.replaceFirst("(?s)[<( ].*", "").strip().toUpperCase(Locale.ROOT);
        Type other = OTHER_WORDS.get(word);
        try {
            return other == null ? valueOf(word) : other;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("unknown type '" + ddl + "'", e);
        }
    }

    /** The DDL text as Spark writes it. */
    static String normal(String ddl) {
        Type type = of(ddl);
        return switch (type) {
            case STRUCT, ARRAY, MAP -> ddl;
            case DECIMAL ->
                ddl.contains("(") ? "DECIMAL" + ddl.substring(ddl.indexOf('(')).replace(" ", "") : "DECIMAL(10,0)";
            default -> type.name();
        };
    }

    /** Whether two DDL texts name one type, however they are written. */
    static boolean same(String one, String other) {
        try {
            return of(one) == of(other) && compact(one).equals(compact(other));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String compact(String ddl) {
        return normal(ddl)
                .replaceAll("(?i)\\s+NOT\\s+NULL", "")
                .replaceAll("[`\\s]", "")
                .toUpperCase(Locale.ROOT);
    }

    /** Whether it is one of the whole numbers. */
    boolean isWhole() {
        return this == TINYINT || this == SMALLINT || this == INT || this == BIGINT;
    }

    /** The value of a row's column, which is not null. */
    Object value(Row row, int i) {
        return switch (this) {
            case BOOLEAN -> row.booleanAt(i);
            case TINYINT, SMALLINT, INT, BIGINT -> row.longAt(i);
            case FLOAT, DOUBLE -> row.doubleAt(i);
            case DECIMAL -> row.decimalAt(i);
            case STRING, BINARY -> row.bytesAt(i);
            case DATE -> row.dateAt(i);
            case TIMESTAMP -> row.instantAt(i);
            case STRUCT -> row.rowAt(i);
            case ARRAY -> row.listAt(i);
            case MAP -> new ValuesRow.Pairs(row.mapKeysAt(i), row.mapValuesAt(i));
        };
    }

    /** A value of a key or of a filter as this type has it. */
    static Object plain(Object value) {
        if (value instanceof Integer number) {
            return number.longValue();
        } else if (value instanceof Float number) {
            return number.doubleValue();
        } else if (value instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return bytes;
        }
        return value;
    }
}
