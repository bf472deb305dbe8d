package io.millrace.api;

import java.util.Objects;

/**
 * A column's name and type.
 *
 * @param name the name
 * @param type the type in Spark's DDL text, upper case: {@code BIGINT}, {@code DECIMAL(10,2)}, {@code ARRAY<STRING>}
 */
public record Column(String name, String type) {
    /** Checks that both are there. */
    public Column {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
    }

    /** Whether the type is one of the given ones. */
    public boolean is(String... types) {
        for (String one : types) {
            if (one.equalsIgnoreCase(type)) {
                return true;
            }
        }
        return false;
    }
}
