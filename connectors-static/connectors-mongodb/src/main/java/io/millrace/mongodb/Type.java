package io.millrace.mongodb;

import io.millrace.api.Column;
import io.millrace.api.Columns;
import io.millrace.api.ConnectorException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A column's type, taken apart.
 *
 * @param kind its kind
 * @param precision of a decimal
 * @param scale of a decimal
 * @param fields of a struct
 * @param inner of the elements of an array, and of the values of a map, whose keys are text
 */
record Type(Kind kind, int precision, int scale, List<Field> fields, @Nullable Type inner) {
    /** The type that DDL text tells; {@code name} is whose it is. */
    static Type of(String name, String ddl) {
        String text = ddl.strip();
        String word = text.replaceFirst("[<(].*", "").strip().toUpperCase(Locale.ROOT);
        Kind kind = kind(name, word, text);
        return switch (kind) {
            case DECIMAL -> decimal(text);
            case STRUCT -> new Type(kind, 0, 0, Field.of(Columns.ofStruct(text)), null);
            case ARRAY -> new Type(kind, 0, 0, List.of(), of(name, inside(text)));
            case MAP -> {
                List<Column> both = new Columns("k " + inside(text).replaceFirst("\\s*,\\s*", ", v ")).list();
                if (both.size() != 2 || !both.get(0).is("STRING")) {
                    throw refusal(name, text);
                }
                yield new Type(kind, 0, 0, List.of(), of(name, both.get(1).type()));
            }
            default -> new Type(kind, 0, 0, List.of(), null);
        };
    }

    Type innerType() {
        if (inner == null) {
            throw new IllegalStateException(kind + " has no inner type");
        }
        return inner;
    }

    private static Kind kind(String name, String word, String text) {
        return switch (word) {
            case "BYTE" -> Kind.TINYINT;
            case "SHORT" -> Kind.SMALLINT;
            case "INTEGER" -> Kind.INT;
            case "LONG" -> Kind.BIGINT;
            case "REAL" -> Kind.FLOAT;
            case "DEC", "NUMERIC" -> Kind.DECIMAL;
            case "TIMESTAMP_LTZ" -> Kind.TIMESTAMP;
            default -> {
                try {
                    yield Kind.valueOf(word);
                } catch (IllegalArgumentException e) {
                    throw refusal(name, text);
                }
            }
        };
    }

    private static Type decimal(String text) {
        if (!text.contains("(")) {
            return new Type(Kind.DECIMAL, 10, 0, List.of(), null);
        }
        String[] numbers = text.substring(text.indexOf('(') + 1, text.lastIndexOf(')')).split(",", -1);
        int scale = numbers.length > 1 ? Integer.parseInt(numbers[1].strip()) : 0;
        return new Type(Kind.DECIMAL, Integer.parseInt(numbers[0].strip()), scale, List.of(), null);
    }

    private static ConnectorException refusal(String name, String text) {
        return ConnectorException.settings("Column '" + name + "' is " + text
                + ", which has no counterpart in a document; the keys of a MAP must be STRING");
    }

    /** What stands between the angle brackets. */
    private static String inside(String type) {
        return type.substring(type.indexOf('<') + 1, type.lastIndexOf('>'));
    }
}
