package io.millrace.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.api.ConnectorException;
import org.apache.spark.sql.connector.read.streaming.Offset;

/** How many batches of a source were planned: the number of the next one. What each took is in {@link TakenLog}. */
final class FilesOffset extends Offset {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int VERSION = 1;

    private final String connector;
    private final long next;

    FilesOffset(String connector, long next) {
        this.connector = connector;
        this.next = next;
    }

    static FilesOffset read(String connector, String json) {
        JsonNode saved;
        try {
            saved = JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw ConnectorException.settings("The offset in the checkpoint is damaged: " + json, e);
        }
        if (saved.path("version").asInt() != VERSION
                || !saved.path("connector").asText().equals(connector)
                || !saved.path("batches").isIntegralNumber()) {
            throw ConnectorException.settings("The offset in the checkpoint is not one of connector '" + connector
                    + "' in version " + VERSION + ": " + json
                    + ". Use the checkpoint of this query; one of Spark's own file"
                    + " source cannot be gone on with");
        }
        return new FilesOffset(connector, saved.path("batches").longValue());
    }

    long next() {
        return next;
    }

    @Override
    public String json() {
        return JSON.createObjectNode()
                .put("version", VERSION)
                .put("connector", connector)
                .put("batches", next)
                .toString();
    }
}
