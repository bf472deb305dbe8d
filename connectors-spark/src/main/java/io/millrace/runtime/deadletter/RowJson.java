package io.millrace.runtime.deadletter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.api.Column;
import io.millrace.api.Columns;
import io.millrace.api.Row;
import java.util.List;
import java.util.Locale;

/**
 * Rows as JSON. Binary is base64; dates and times are ISO-8601; a floating number that JSON does not know is text; a map whose
 * keys are no text is an array of pairs.
 */
public final class RowJson {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private RowJson() {}

    /** A row, its columns by their names. */
    public static ObjectNode of(Row row, List<Column> columns) {
        ObjectNode object = NODES.objectNode();
        for (int i = 0; i < columns.size(); i++) {
            object.set(columns.get(i).name(), value(row, i, columns.get(i).type()));
        }
        return object;
    }

    private static JsonNode value(Row row, int i, String type) {
        if (row.isNull(i)) {
            return NODES.nullNode();
        }
        String kind = type.replaceFirst("(?s)[<( ].*", "").strip().toUpperCase(Locale.ROOT);
        return switch (kind) {
            case "BOOLEAN" -> NODES.booleanNode(row.booleanAt(i));
            case "TINYINT", "SMALLINT", "INT", "INTEGER", "BIGINT" -> NODES.numberNode(row.longAt(i));
            case "FLOAT", "DOUBLE" -> number(row.doubleAt(i));
            case "DECIMAL" -> NODES.numberNode(row.decimalAt(i));
            case "STRING", "CHAR", "VARCHAR" -> NODES.textNode(row.stringAt(i));
            case "BINARY" -> NODES.binaryNode(row.bytesAt(i));
            case "DATE" -> NODES.textNode(row.dateAt(i).toString());
            case "TIMESTAMP", "TIMESTAMP_NTZ" -> NODES.textNode(row.instantAt(i).toString());
            case "STRUCT" -> of(row.rowAt(i), Columns.ofStruct(type).list());
            case "ARRAY" -> list(row.listAt(i), inner(type));
            case "MAP" -> map(row.mapKeysAt(i), row.mapValuesAt(i), inner(type));
            default -> NODES.textNode("(a value of type " + type + ")");
        };
    }

    private static JsonNode number(double value) {
        return Double.isFinite(value) ? NODES.numberNode(value) : NODES.textNode(Double.toString(value));
    }

    private static ArrayNode list(Row list, String type) {
        ArrayNode array = NODES.arrayNode();
        for (int i = 0; i < list.size(); i++) {
            array.add(value(list, i, type));
        }
        return array;
    }

    private static JsonNode map(Row keys, Row values, String types) {
        int comma = topComma(types);
        String keyType = types.substring(0, comma).strip();
        String valueType = types.substring(comma + 1).strip();
        ObjectNode object = NODES.objectNode();
        ArrayNode pairs = NODES.arrayNode();
        for (int i = 0; i < keys.size(); i++) {
            JsonNode key = value(keys, i, keyType);
            JsonNode value = value(values, i, valueType);
            object.set(key.asText(), value);
            pairs.addObject().<ObjectNode>set("key", key).set("value", value);
        }
        return keyType.toUpperCase(Locale.ROOT).startsWith("STRING") ? object : pairs;
    }

    /** The comma between the two types of a map. */
    private static int topComma(String types) {
        int depth = 0;
        for (int i = 0; i < types.length(); i++) {
            switch (types.charAt(i)) {
                case '<', '(' -> depth++;
                case '>', ')' -> depth--;
                case ',' -> {
                    if (depth == 0) {
                        return i;
                    }
                }
                default -> {}
            }
        }
        throw new IllegalArgumentException("Not the types of a map: " + types);
    }

    private static String inner(String type) {
        return type.substring(type.indexOf('<') + 1, type.lastIndexOf('>'));
    }
}
