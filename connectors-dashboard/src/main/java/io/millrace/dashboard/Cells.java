package io.millrace.dashboard;

import io.millrace.api.Column;
import io.millrace.api.Columns;
import io.millrace.api.Row;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The values of rows as JSON has them, exact also in a browser: {@link Boolean}, {@link Long} as far as a double holds it,
 * {@link Double}, {@link String}, {@link List}, {@link Map} and null. Larger whole numbers, decimals and what is no number are
 * texts, and so are times, always with microseconds so that they are ordered as texts are.
 */
final class Cells {
    private static final long EXACT = 1L << 53;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final int maxText;

    Cells(int maxText) {
        this.maxText = maxText;
    }

    /** The values of a row, which may be kept. */
    List<@Nullable Object> of(Row row, List<Field> columns) {
        List<@Nullable Object> values = new ArrayList<>(columns.size());
        for (int i = 0; i < columns.size(); i++) {
            values.add(value(row, i, columns.get(i)));
        }
        return values;
    }

    /** The moment that a cell tells, in milliseconds since 1970. */
    static long millis(String time) {
        return Instant.parse(time).toEpochMilli();
    }

    private @Nullable Object value(Row row, int i, Field field) {
        if (row.isNull(i)) {
            return null;
        }
        return switch (field.kind()) {
            case "BOOLEAN" -> row.booleanAt(i);
            case "TINYINT", "SMALLINT", "INT", "BIGINT" -> whole(row.longAt(i));
            case "FLOAT", "DOUBLE" -> number(row.doubleAt(i));
            case "DECIMAL" -> row.decimalAt(i).toPlainString();
            case "DATE" -> TIME.format(row.dateAt(i).atTime(LocalTime.MIDNIGHT).toInstant(ZoneOffset.UTC));
            case "TIMESTAMP", "TIMESTAMP_NTZ" -> TIME.format(row.instantAt(i));
            case "BINARY" -> cut(binary(row.bytesAt(i)));
            case "STRUCT" -> struct(row.rowAt(i), Columns.ofStruct(field.type()).list());
            case "ARRAY" -> list(row.listAt(i), new Field("", inner(field.type())));
            case "MAP" -> map(row.mapKeysAt(i), row.mapValuesAt(i), inner(field.type()));
            default -> cut(row.stringAt(i));
        };
    }

    private static Object whole(long value) {
        return value >= -EXACT && value <= EXACT ? (Object) value : Long.toString(value);
    }

    private static Object number(double value) {
        return Double.isFinite(value) ? (Object) value : Double.toString(value);
    }

    private String binary(byte[] bytes) {
        int shown = Math.min(bytes.length, maxText);
        return "0x" + HexFormat.of().formatHex(bytes, 0, shown);
    }

    private String cut(String text) {
        if (text.length() <= maxText) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(maxText - 2)) ? maxText - 2 : maxText - 1;
        return text.substring(0, end) + "…";
    }

    private Map<String, @Nullable Object> struct(Row row, List<Column> columns) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            values.put(columns.get(i).name(), value(row, i, Field.of(columns.get(i))));
        }
        return values;
    }

    private List<@Nullable Object> list(Row list, Field element) {
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < Math.min(list.size(), maxText); i++) {
            values.add(value(list, i, element));
        }
        return values;
    }

    private Map<String, @Nullable Object> map(Row keys, Row values, String types) {
        int comma = comma(types);
        Field key = new Field("", types.substring(0, comma).strip());
        Field entry = new Field("", types.substring(comma + 1).strip());
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < Math.min(keys.size(), maxText); i++) {
            map.put(String.valueOf(value(keys, i, key)), value(values, i, entry));
        }
        return map;
    }

    /** The place of the comma between the types of a map's keys and values. */
    private static int comma(String types) {
        int depth = 0;
        for (int i = 0; i < types.length(); i++) {
            char c = types.charAt(i);
            depth += c == '<' || c == '(' ? 1 : c == '>' || c == ')' ? -1 : 0;
            if (c == ',' && depth == 0) {
                return i;
            }
        }
        throw new IllegalArgumentException("Not the types of a MAP: " + types);
    }

    /** What stands between the angle brackets. */
    private static String inner(String type) {
        return type.substring(type.indexOf('<') + 1, type.lastIndexOf('>'));
    }
}
