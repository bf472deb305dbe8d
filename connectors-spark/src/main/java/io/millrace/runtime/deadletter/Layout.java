package io.millrace.runtime.deadletter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.millrace.api.Columns;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How letters are laid out as rows. The first layout that an output takes is used. */
enum Layout {
    /** A column for each part. */
    COLUMNS("identity STRING, row STRING, query STRING, epoch BIGINT, error STRING, time TIMESTAMP") {
        @Override
        List<@Nullable Object> values(Letter letter) {
            return Arrays.asList(
                    letter.identity(), letter.row(), letter.query(), letter.epoch(), letter.error(), letter.time());
        }
    },
    /** An event: its key is the identity, its value the whole letter as JSON. */
    EVENT("key STRING, value STRING") {
        @Override
        List<@Nullable Object> values(Letter letter) {
            ObjectNode json = JSON.createObjectNode()
                    .put("identity", letter.identity())
                    .putRawValue("row", new RawValue(letter.row()))
                    .put("query", letter.query())
                    .put("epoch", letter.epoch())
                    .put("error", letter.error())
                    .put("time", letter.time().toString());
            return Arrays.asList(letter.identity(), text(json));
        }
    };

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String ddl;

    Layout(String ddl) {
        this.ddl = ddl;
    }

    Columns columns() {
        return new Columns(ddl);
    }

    /** The values of a letter in the order of the columns. */
    abstract List<@Nullable Object> values(Letter letter);

    private static String text(ObjectNode json) {
        try {
            return JSON.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
