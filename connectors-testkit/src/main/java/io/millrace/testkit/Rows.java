package io.millrace.testkit;

import io.millrace.api.Column;
import io.millrace.api.Columns;
import io.millrace.api.Row;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rows as plain values, which can be kept and compared: {@link Boolean}, {@link Long} for all whole numbers, {@link Double}
 * for both floating ones, {@link java.math.BigDecimal}, {@link String}, {@link ByteBuffer} for binary, {@link
 * java.time.LocalDate}, {@link java.time.Instant}, {@link List} for arrays and structs, {@link Map} for maps, and null.
 */
public final class Rows {
    private Rows() {}

    /** A row that shows the given values. */
    public static Row of(List<@Nullable Object> values) {
        return new ListRow(values);
    }

    /** The values of a row, in the order of its columns. */
    public static List<@Nullable Object> values(Row row, Columns columns) {
        return values(row, columns.list());
    }

    /** The values of a row, in the order of its columns, which are parsed already. */
    public static List<@Nullable Object> values(Row row, List<Column> columns) {
        List<@Nullable Object> values = new ArrayList<>(columns.size());
        for (int i = 0; i < columns.size(); i++) {
            values.add(value(row, i, columns.get(i).type()));
        }
        return Collections.unmodifiableList(values);
    }

    private static @Nullable Object value(Row row, int index, String type) {
        if (row.isNull(index)) {
            return null;
        }
        String kind = type.replaceFirst("[<(].*", "").strip().toUpperCase(Locale.ROOT);
        return switch (kind) {
            case "BOOLEAN" -> row.booleanAt(index);
            case "TINYINT", "SMALLINT", "INT", "BIGINT" -> row.longAt(index);
            case "FLOAT", "DOUBLE" -> row.doubleAt(index);
            case "DECIMAL" -> row.decimalAt(index);
            case "STRING" -> row.stringAt(index);
            case "BINARY" -> ByteBuffer.wrap(row.bytesAt(index));
            case "DATE" -> row.dateAt(index);
            case "TIMESTAMP", "TIMESTAMP_NTZ" -> row.instantAt(index);
            case "STRUCT" -> values(row.rowAt(index), Columns.ofStruct(type));
            case "ARRAY" -> list(row.listAt(index), inner(type));
            case "MAP" -> map(row.mapKeysAt(index), row.mapValuesAt(index), inner(type));
            default -> throw new IllegalArgumentException("Unknown type of a column: " + type);
        };
    }

    private static List<@Nullable Object> list(Row list, String type) {
        List<@Nullable Object> values = new ArrayList<>(list.size());
        for (int i = 0; i < list.size(); i++) {
            values.add(value(list, i, type));
        }
        return Collections.unmodifiableList(values);
    }

    private static Map<@Nullable Object, @Nullable Object> map(Row keys, Row values, String types) {
        List<Column> both = new Columns("k " + types.replaceFirst("\\s*,\\s*", ", v ")).list();
        Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            map.put(
                    value(keys, i, both.get(0).type()),
                    value(values, i, both.get(1).type()));
        }
        return Collections.unmodifiableMap(map);
    }

    /** What stands between the angle brackets. */
    private static String inner(String type) {
        return type.substring(type.indexOf('<') + 1, type.lastIndexOf('>'));
    }
}
