package io.millrace.flume;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.api.Column;
import io.millrace.api.ConnectorException;
import io.millrace.api.Options;
import io.millrace.api.Row;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.flume.Event;
import org.apache.flume.event.EventBuilder;
import org.jspecify.annotations.Nullable;

/** Makes an event of a row. One thread. */
final class EventMaker {
    private final OutputColumns columns;
    private final @Nullable String keyHeader;

    EventMaker(OutputColumns columns, Options options) {
        this.columns = columns;
        this.keyHeader = options.find(OutputOptions.KEY_HEADER).orElse(null);
    }

    /**
     * The event.
     *
     * @throws ConnectorException with kind {@code MALFORMED} if Flume has no place for something in the row
     */
    Event event(Row row) {
        if (row.isNull(columns.value())) {
            throw malformed("its value is null, and an event of Flume has a body");
        }
        Map<String, String> headers = new HashMap<>();
        if (columns.headers() >= 0 && !row.isNull(columns.headers())) {
            fill(headers, row);
        }
        columns.named().forEach((place, column) -> {
            if (!row.isNull(place)) {
                put(headers, column.name(), plain(row, place, column));
            }
        });
        if (columns.timestamp() >= 0 && !row.isNull(columns.timestamp())) {
            // Instead of the header that came with the event, from which the column was made.
            headers.put(
                    "timestamp",
                    Long.toString(row.instantAt(columns.timestamp()).toEpochMilli()));
        }
        if (keyHeader != null && columns.key() >= 0 && !row.isNull(columns.key())) {
            headers.put(keyHeader, text("key", row.bytesAt(columns.key())));
        }
        return EventBuilder.withBody(row.bytesAt(columns.value()), headers);
    }

    private void fill(Map<String, String> headers, Row row) {
        Row names = columns.areMap() ? row.mapKeysAt(columns.headers()) : row.listAt(columns.headers());
        Row values = columns.areMap() ? row.mapValuesAt(columns.headers()) : names;
        for (int i = 0; i < names.size(); i++) {
            Row named = columns.areMap() ? names : header(names, i);
            Row valued = columns.areMap() ? values : named;
            int name = columns.areMap() ? i : 0;
            int value = columns.areMap() ? i : 1;
            if (named.isNull(name) || valued.isNull(value)) {
                throw malformed("a header has no name or no value");
            }
            put(headers, named.stringAt(name), text(named.stringAt(name), valued.bytesAt(value)));
        }
    }

    private static Row header(Row list, int index) {
        if (list.isNull(index)) {
            throw malformed("a header is null");
        }
        return list.rowAt(index);
    }

    private static void put(Map<String, String> headers, String name, String value) {
        if (headers.put(name, value) != null) {
            throw malformed("the header '" + name + "' is there twice, and an event of Flume holds it once");
        }
    }

    private static String plain(Row row, int place, Column column) {
        return switch (column.type().toUpperCase(Locale.ROOT)) {
            case "BOOLEAN" -> Boolean.toString(row.booleanAt(place));
            case "TINYINT", "SMALLINT", "INT", "BIGINT" -> Long.toString(row.longAt(place));
            default -> row.stringAt(place);
        };
    }

    private static String text(String name, byte[] bytes) {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw ConnectorException.malformed(
                    "A row cannot be sent to Flume: '" + name + "' is no UTF-8, and headers of Flume are text", e);
        }
    }

    private static ConnectorException malformed(String why) {
        return ConnectorException.malformed("A row cannot be sent to Flume: " + why, null);
    }
}
