package io.millrace.spark.lookup;

import io.millrace.api.ConnectorException;
import io.millrace.api.Key;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;

/**
 * Makes keys of the values of a row, as the store's columns have them.
 *
 * @param columns the store's columns that make the key
 */
record KeyMaker(List<StructField> columns) implements Serializable {
    KeyMaker {
        columns = List.copyOf(columns);
    }

    /** A key, or null if one of its parts is null. */
    @Nullable
    Key of(List<? extends @Nullable Object> values) {
        if (values.size() != columns.size()) {
            throw ConnectorException.settings(
                    "A key of " + names() + " has " + columns.size() + " values, and not " + values.size());
        }
        Object[] parts = new Object[columns.size()];
        for (int i = 0; i < parts.length; i++) {
            Object value = values.get(i);
            if (value == null) {
                return null;
            }
            parts[i] = part(value, columns.get(i));
        }
        return new Key(List.of(parts));
    }

    private static Object part(Object value, StructField column) {
        DataType type = column.dataType();
        try {
            return KeyKind.of(type).orElseThrow().value(value, type);
        } catch (ClassCastException | ArithmeticException e) {
            throw ConnectorException.settings(
                    "The store's key column '" + column.name() + "' is " + type.sql() + ", and a value of "
                            + value.getClass().getName() + " was given that does not fit; convert it",
                    e);
        }
    }

    private List<String> names() {
        return columns.stream().map(StructField::name).toList();
    }
}
