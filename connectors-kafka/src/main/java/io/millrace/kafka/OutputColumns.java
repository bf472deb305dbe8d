package io.millrace.kafka;

import io.millrace.api.Column;
import io.millrace.api.Columns;
import io.millrace.api.ConnectorException;
import io.millrace.api.Names;
import io.millrace.api.Options;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Where the parts of a record are in a row; -1 for a part that has no column.
 *
 * @param value the place of the value
 * @param key the place of the key
 * @param headers the place of the headers
 * @param topic the place of the topic; -1 too if an option names the topic
 * @param partition the place of the partition
 */
record OutputColumns(int value, int key, int headers, int topic, int partition) {
    private static final Map<String, String> TYPES = Map.of(
            "value", "STRING or BINARY",
            "key", "STRING or BINARY",
            "headers", "ARRAY<STRUCT<key: STRING, value: BINARY>>",
            "topic", "STRING",
            "partition", "INT");
    private static final List<String> NAMES = List.of("key", "value", "headers", "topic", "partition");

    /**
     * Finds the parts.
     *
     * @throws ConnectorException with kind {@code SETTINGS} and everything that is wrong with the columns
     */
    static OutputColumns of(Columns columns, Options options) {
        Map<String, Integer> places = new HashMap<>();
        List<String> faults = new ArrayList<>();
        List<Column> list = columns.list();
        for (int i = 0; i < list.size(); i++) {
            Column column = list.get(i);
            String name = column.name().toLowerCase(Locale.ROOT);
            if (!TYPES.containsKey(name)) {
                faults.add("'" + column.name() + "' is not known" + suggestion(name));
            } else if (places.put(name, i) != null) {
                faults.add("'" + column.name() + "' is there twice");
            } else if (!fits(name, column)) {
                faults.add("'" + column.name() + "' is " + column.type() + ", but must be " + TYPES.get(name));
            }
        }
        if (!places.containsKey("value")) {
            faults.add("'value' is missing");
        }
        boolean named = options.has(OutputOptions.TOPIC);
        if (!named && !places.containsKey("topic")) {
            faults.add("there is neither a column 'topic' nor an option 'topic'");
        }
        if (!faults.isEmpty()) {
            throw ConnectorException.settings(
                    "The columns do not fit the Kafka output: " + String.join("; ", faults)
                            + ". It takes value, and optionally key, headers, topic and partition; select these and no others.");
        }
        return new OutputColumns(
                places.getOrDefault("value", -1),
                places.getOrDefault("key", -1),
                places.getOrDefault("headers", -1),
                named ? -1 : places.getOrDefault("topic", -1),
                places.getOrDefault("partition", -1));
    }

    private static boolean fits(String name, Column column) {
        return switch (name) {
            case "value", "key" -> isText(column);
            case "topic" -> isString(column.type());
            case "partition" -> column.is("INT", "INTEGER", "SMALLINT", "TINYINT", "BIGINT");
            default -> areHeaders(column.type());
        };
    }

    private static boolean isText(Column column) {
        return column.is("BINARY") || isString(column.type());
    }

    /** A STRING may carry a collation, or be a VARCHAR. */
    private static boolean isString(String type) {
        return type.toUpperCase(Locale.ROOT).matches("STRING( COLLATE .*)?|VARCHAR\\(\\d+\\)|CHAR\\(\\d+\\)");
    }

    private static boolean areHeaders(String type) {
        if (!type.toUpperCase(Locale.ROOT).matches("ARRAY<STRUCT<.*>>")) {
            return false;
        }
        List<Column> parts = Columns.ofStruct(type.substring("ARRAY<".length(), type.length() - 1))
                .list();
        return parts.size() == 2 && isString(parts.get(0).type()) && isText(parts.get(1));
    }

    private static String suggestion(String name) {
        return Names.nearest(name, NAMES, Math.max(2, name.length() / 3))
                .map(nearest -> ", did you mean '" + nearest + "'?")
                .orElse("");
    }
}
