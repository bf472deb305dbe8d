package io.millrace.flume;

import io.millrace.api.Column;
import io.millrace.api.Columns;
import io.millrace.api.ConnectorException;
import io.millrace.api.Names;
import io.millrace.api.Options;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Where the parts of an event are in a row; -1 for a part that has no column.
 *
 * @param value the place of the body
 * @param headers the place of the headers
 * @param areMap whether the headers are a map, and not an array
 * @param key the place of the key
 * @param timestamp the place of the time
 * @param named the places of columns that become headers, and their names
 */
record OutputColumns(int value, int headers, boolean areMap, int key, int timestamp, Map<Integer, Column> named) {
    private static final String TEXT = "STRING( COLLATE .*)?|VARCHAR\\(\\d+\\)|CHAR\\(\\d+\\)";
    private static final String PLAIN = TEXT + "|BOOLEAN|TINYINT|SMALLINT|INT|BIGINT";
    private static final List<String> NAMES = List.of("value", "headers", "key", "timestamp");

    /**
     * Finds the parts.
     *
     * @throws ConnectorException with kind {@code SETTINGS} and everything that is wrong with the columns
     */
    static OutputColumns of(Columns columns, Options options) {
        List<String> wanted = options.find(OutputOptions.HEADER_COLUMNS).orElse(List.of());
        List<Column> list = columns.list();
        List<String> faults = new ArrayList<>();
        Map<Integer, Column> named = new LinkedHashMap<>();
        for (String name : wanted) {
            OptionalInt place = columns.index(name);
            if (place.isEmpty()) {
                faults.add("'" + name + "' is named by the option headerColumns, but missing");
            } else {
                named.put(
                        place.getAsInt(),
                        new Column(name, list.get(place.getAsInt()).type()));
            }
        }
        for (int i = 0; i < list.size(); i++) {
            check(list.get(i), named.containsKey(i), options, faults);
        }
        int value = columns.index("value").orElse(-1);
        if (value < 0) {
            faults.add("'value' is missing");
        }
        if (!faults.isEmpty()) {
            throw ConnectorException.settings("The columns do not fit the Flume output: " + String.join("; ", faults)
                    + ". It takes value, and optionally headers, timestamp, key (with the option keyHeader) and the columns"
                    + " that the option headerColumns names; select these and no others.");
        }
        int headers = columns.index("headers").orElse(-1);
        return new OutputColumns(
                value,
                headers,
                headers >= 0 && isMap(list.get(headers).type()),
                columns.index("key").orElse(-1),
                columns.index("timestamp").orElse(-1),
                named);
    }

    private static void check(Column column, boolean named, Options options, List<String> faults) {
        String name = column.name().toLowerCase(Locale.ROOT);
        String type = column.type().toUpperCase(Locale.ROOT);
        if (named) {
            demand(column, type.matches(PLAIN), "STRING, BOOLEAN or a whole number, to be a header", faults);
            return;
        }
        switch (name) {
            case "value" -> demand(column, type.equals("BINARY") || type.matches(TEXT), "STRING or BINARY", faults);
            case "headers" ->
                demand(
                        column,
                        isMap(type) || isArray(type),
                        "MAP<STRING, STRING> or ARRAY<STRUCT<name: STRING, value: BINARY>>",
                        faults);
            case "timestamp" -> demand(column, type.equals("TIMESTAMP"), "TIMESTAMP", faults);
            case "key" -> {
                demand(column, type.equals("BINARY") || type.matches(TEXT), "STRING or BINARY", faults);
                if (!options.has(OutputOptions.KEY_HEADER)) {
                    faults.add("'key' is there, but no option keyHeader says which header takes it");
                }
            }
            default ->
                faults.add("'" + column.name() + "' is not known"
                        + Names.nearest(name, NAMES, Math.max(2, name.length() / 3))
                                .map(nearest -> ", did you mean '" + nearest + "'?")
                                .orElse(", and not named by the option headerColumns"));
        }
    }

    private static void demand(Column column, boolean fits, String must, List<String> faults) {
        if (!fits) {
            faults.add("'" + column.name() + "' is " + column.type() + ", but must be " + must);
        }
    }

    private static boolean isMap(String type) {
        return type.toUpperCase(Locale.ROOT).matches("MAP<\\s*STRING\\s*,\\s*STRING\\s*>");
    }

    private static boolean isArray(String type) {
        if (!type.toUpperCase(Locale.ROOT).matches("ARRAY<STRUCT<.*>>")) {
            return false;
        }
        List<Column> parts = Columns.ofStruct(type.substring("ARRAY<".length(), type.length() - 1))
                .list();
        return parts.size() == 2 && parts.get(0).is("STRING") && parts.get(1).is("STRING", "BINARY");
    }
}
