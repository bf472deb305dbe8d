package io.millrace.runtime.deadletter;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.api.Column;
import io.millrace.api.Columns;
import io.millrace.api.ConnectorException;
import io.millrace.api.Row;
import io.millrace.api.WriteTask;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes letters of rows. Safe for many threads. */
public final class RowLetters {
    private final List<Column> columns;
    private final List<String> identity;
    private final WriteTask task;

    /**
     * A maker.
     *
     * @param identity the columns that tell a row from others; may be empty
     * @param task what refuses the rows
     */
    public RowLetters(Columns columns, List<String> identity, WriteTask task) {
        this.columns = columns.list();
        this.identity = List.copyOf(identity);
        this.task = task;
    }

    /** The letter for a row. */
    public Letter of(Row row, ConnectorException why) {
        ObjectNode json = RowJson.of(row, columns);
        return new Letter(
                identity(json), json.toString(), task.query(), task.epoch(), Letter.reason(why), Instant.now());
    }

    /** The value of a single column as text, those of several as JSON. */
    private @Nullable String identity(ObjectNode json) {
        if (identity.isEmpty()) {
            return null;
        }
        ObjectNode part = json.objectNode();
        for (Column column : columns) {
            if (identity.stream().anyMatch(column.name()::equalsIgnoreCase)) {
                part.set(column.name(), json.get(column.name()));
            }
        }
        if (part.size() != 1) {
            return part.toString();
        }
        return part.elements().next().isNull() ? null : part.elements().next().asText();
    }
}
