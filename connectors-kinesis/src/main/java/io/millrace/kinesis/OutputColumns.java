package io.millrace.kinesis;

import io.millrace.api.Column;
import io.millrace.api.Columns;
import io.millrace.api.ConnectorException;
import io.millrace.api.Names;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Where the parts of a record are in a row; -1 for a part that has no column.
 *
 * @param value the place of the data
 * @param key the place of the partition key
 * @param hashKey the place of the explicit hash key
 */
record OutputColumns(int value, int key, int hashKey) {
    private static final Map<String, String> PARTS = Map.of(
            "value", "value",
            "data", "value",
            "key", "key",
            "partitionkey", "key",
            "explicithashkey", "explicitHashKey");
    private static final List<String> NAMES = List.of("key", "value", "partitionKey", "data", "explicitHashKey");

    /**
     * Finds the parts.
     *
     * @throws ConnectorException with kind {@code SETTINGS} and everything that is wrong with the columns
     */
    static OutputColumns of(Columns columns) {
        Map<String, Integer> places = new HashMap<>();
        List<String> faults = new ArrayList<>();
        List<Column> list = columns.list();
        for (int i = 0; i < list.size(); i++) {
            Column column = list.get(i);
            String part = PARTS.get(column.name().toLowerCase(Locale.ROOT));
            if (part == null) {
                faults.add("'" + column.name() + "' is not known"
                        + Names.nearest(
                                        column.name(),
                                        NAMES,
                                        Math.max(2, column.name().length() / 3))
                                .map(nearest -> ", did you mean '" + nearest + "'?")
                                .orElse(""));
            } else if (!isText(column) && !(column.is("BINARY") && !part.equals("explicitHashKey"))) {
                faults.add("'" + column.name() + "' is " + column.type() + ", but must be "
                        + (part.equals("explicitHashKey") ? "STRING" : "STRING or BINARY"));
            } else if (places.put(part, i) != null) {
                faults.add("'" + column.name() + "' is there twice");
            }
        }
        if (!places.containsKey("value") && list.stream().noneMatch(column -> isValue(column.name()))) {
            faults.add("'value' is missing");
        }
        if (!faults.isEmpty()) {
            throw ConnectorException.settings("The columns do not fit the Kinesis output: " + String.join("; ", faults)
                    + ". It takes value (or data), and optionally key (or partitionKey) and explicitHashKey; select"
                    + " these and no others.");
        }
        return new OutputColumns(
                places.getOrDefault("value", -1),
                places.getOrDefault("key", -1),
                places.getOrDefault("explicitHashKey", -1));
    }

    private static boolean isValue(String name) {
        return "value".equals(PARTS.get(name.toLowerCase(Locale.ROOT)));
    }

    /** A STRING may carry a collation, or be a VARCHAR. */
    private static boolean isText(Column column) {
        return column.type().toUpperCase(Locale.ROOT).matches("STRING( COLLATE .*)?|VARCHAR\\(\\d+\\)|CHAR\\(\\d+\\)");
    }
}
