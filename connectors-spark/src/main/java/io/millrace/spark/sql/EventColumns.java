package io.millrace.spark.sql;

import io.millrace.api.ConnectorException;
import io.millrace.api.Field;
import io.millrace.api.LogConnector;
import io.millrace.api.NativeColumn;
import io.millrace.api.NativeColumns;
import io.millrace.api.Options;
import io.millrace.runtime.ReadOptions;
import io.millrace.runtime.ReadOptions.ColumnStyle;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.types.StructType;

/** The columns under which a query sees events, and what fills each of them. Immutable. */
record EventColumns(List<EventColumn> list) implements Serializable {
    /** A column: its name, its type in DDL text, and what fills it. */
    record EventColumn(String name, String ddl, Filler filler) implements Serializable {}

    /** What fills a column. */
    enum Filler {
        STREAM,
        PARTITION,
        PART,
        PART_NUMBER,
        POSITION,
        POSITION_NUMBER,
        TIMESTAMP,
        KEY,
        VALUE,
        HEADERS,
        ATTRIBUTE
    }

    private static final EventColumns EVENT = new EventColumns(List.of(
            new EventColumn("stream", "STRING", Filler.STREAM),
            new EventColumn("partition", "STRING", Filler.PARTITION),
            new EventColumn("position", "STRING", Filler.POSITION),
            new EventColumn("timestamp", "TIMESTAMP", Filler.TIMESTAMP),
            new EventColumn("key", "BINARY", Filler.KEY),
            new EventColumn("value", "BINARY", Filler.VALUE),
            new EventColumn("headers", "ARRAY<STRUCT<name: STRING, value: BINARY>>", Filler.HEADERS)));

    EventColumns {
        list = List.copyOf(list);
    }

    /** The columns that the options ask for. */
    static EventColumns of(LogConnector connector, Options options) {
        if (options.value(ReadOptions.COLUMNS) == ColumnStyle.EVENT) {
            return EVENT;
        }
        if (!(connector instanceof NativeColumns known)) {
            throw ConnectorException.settings("Connector '" + connector.name()
                    + "' has no columns of its own; set option 'columns' to 'event' or leave it out");
        }
        List<EventColumn> columns = new ArrayList<>();
        for (NativeColumn column : known.nativeColumns(options)) {
            columns.add(new EventColumn(column.name(), column.type(), filler(column)));
        }
        return new EventColumns(columns);
    }

    /** The columns of a pruned schema, in its order. */
    EventColumns only(StructType wanted) {
        List<EventColumn> kept = new ArrayList<>();
        for (String name : wanted.fieldNames()) {
            list.stream()
                    .filter(column -> column.name().equalsIgnoreCase(name))
                    .findFirst()
                    .ifPresent(kept::add);
        }
        return new EventColumns(kept);
    }

    StructType schema() {
        return list.isEmpty() ? new StructType() : StructType.fromDDL(ddl());
    }

    /** What must be asked of the events. */
    Set<Field> fields() {
        Set<Field> fields = EnumSet.noneOf(Field.class);
        for (EventColumn column : list) {
            switch (column.filler()) {
                case KEY -> fields.add(Field.KEY);
                case VALUE -> fields.add(Field.VALUE);
                case HEADERS -> fields.add(Field.HEADERS);
                case TIMESTAMP -> fields.add(Field.TIMESTAMP);
                case POSITION, POSITION_NUMBER -> fields.add(Field.POSITION);
                case ATTRIBUTE -> fields.add(Field.ATTRIBUTES);
                case STREAM, PARTITION, PART, PART_NUMBER -> {}
            }
        }
        return fields;
    }

    private String ddl() {
        StringBuilder ddl = new StringBuilder();
        for (EventColumn column : list) {
            ddl.append(ddl.isEmpty() ? "" : ", ")
                    .append('`')
                    .append(column.name())
                    .append("` ")
                    .append(column.ddl());
        }
        return ddl.toString();
    }

    private static Filler filler(NativeColumn column) {
        return switch (column.source()) {
            case STREAM -> Filler.STREAM;
            case PART -> column.type().equalsIgnoreCase("INT") ? Filler.PART_NUMBER : Filler.PART;
            case POSITION -> column.type().equalsIgnoreCase("BIGINT") ? Filler.POSITION_NUMBER : Filler.POSITION;
            case TIMESTAMP -> Filler.TIMESTAMP;
            case KEY -> Filler.KEY;
            case VALUE -> Filler.VALUE;
            case HEADERS -> Filler.HEADERS;
            case ATTRIBUTE -> Filler.ATTRIBUTE;
        };
    }
}
