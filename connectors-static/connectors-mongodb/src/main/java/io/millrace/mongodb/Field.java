package io.millrace.mongodb;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.api.Column;
import io.millrace.api.Columns;
import java.util.List;

/**
 * A column, or a field of a struct.
 *
 * @param name its name
 * @param utf8 its name as it stands in documents
 * @param type its type
 */
record Field(String name, byte[] utf8, Type type) {
    static Field of(Column column) {
        return new Field(column.name(), column.name().getBytes(UTF_8), Type.of(column.name(), column.type()));
    }

    static List<Field> of(Columns columns) {
        return columns.list().stream().map(Field::of).toList();
    }
}
