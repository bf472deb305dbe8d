package io.millrace.dashboard;

import io.millrace.api.Column;
import java.util.Locale;

/**
 * A column of a panel.
 *
 * @param name the name
 * @param type the type in Spark's DDL text
 */
record Field(String name, String type) {
    static Field of(Column column) {
        return new Field(column.name(), column.type());
    }

    /** The type without what stands in brackets. */
    String kind() {
        return type.replaceFirst("[<(].*", "").strip().toUpperCase(Locale.ROOT);
    }

    boolean isNumber() {
        return switch (kind()) {
            case "TINYINT", "SMALLINT", "INT", "BIGINT", "FLOAT", "DOUBLE", "DECIMAL" -> true;
            default -> false;
        };
    }

    boolean isTime() {
        return switch (kind()) {
            case "TIMESTAMP", "TIMESTAMP_NTZ", "DATE" -> true;
            default -> false;
        };
    }
}
