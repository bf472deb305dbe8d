package io.millrace.runtime;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.api.ConnectorException;
import io.millrace.api.Offsets;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The text form of offsets in a checkpoint: JSON with sorted names and no white space, because Spark compares the text, and
 * with a version, because a checkpoint outlives the program that wrote it. Example: {@code
 * {"version":1,"connector":"kafka","positions":{"orders/0":"1042"},"identities":{"orders":"mM7…"}}}.
 */
public final class SavedOffsets {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int VERSION = 1;

    private SavedOffsets() {}

    /** Offsets as text. */
    public static String write(String connector, Offsets offsets) {
        ObjectNode root = JSON.createObjectNode();
        root.put("version", VERSION);
        root.put("connector", connector);
        offsets.positions().forEach(root.putObject("positions")::put);
        if (!offsets.identities().isEmpty()) {
            offsets.identities().forEach(root.putObject("identities")::put);
        }
        return root.toString();
    }

    /**
     * Offsets from text.
     *
     * @throws ConnectorException with kind {@code SETTINGS} if the text is another source's, another connector's, newer than
     *     this program, or damaged
     */
    public static Offsets read(String connector, String text) {
        JsonNode root = parse(text);
        JsonNode version = root.path("version");
        if (!version.isInt() || !root.path("connector").isTextual()) {
            throw ConnectorException.settings("The checkpoint holds offsets that Millrace did not write: " + shown(text)
                    + ". Use a new checkpointLocation; to go on where a query of Spark's own source stopped, also set"
                    + " startingOffsets=checkpoint:PATH with the path of the old checkpoint");
        }
        if (version.intValue() > VERSION) {
            throw ConnectorException.settings(
                    "The checkpoint was written by a newer version of Millrace (its offsets have"
                            + " version " + version + ", this one reads up to " + VERSION
                            + "). Run the query with that version, or use a new checkpointLocation");
        }
        String writer = root.path("connector").textValue();
        if (!writer.equals(connector)) {
            throw ConnectorException.settings("The checkpoint belongs to connector '" + writer
                    + "', but the query now reads from '" + connector
                    + "'. Set option 'connector' back, or use a new checkpointLocation");
        }
        return new Offsets(texts(root, "positions", text), texts(root, "identities", text));
    }

    private static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JacksonException e) {
            throw damaged(text);
        }
    }

    private static SortedMap<String, String> texts(JsonNode root, String name, String text) {
        SortedMap<String, String> texts = new TreeMap<>();
        JsonNode node = root.path(name);
        if (node.isMissingNode() && name.equals("identities")) {
            return texts;
        }
        if (!node.isObject()) {
            throw damaged(text);
        }
        node.properties().forEach(entry -> {
            if (!entry.getValue().isTextual()) {
                throw damaged(text);
            }
            texts.put(entry.getKey(), entry.getValue().textValue());
        });
        return texts;
    }

    private static ConnectorException damaged(String text) {
        return ConnectorException.settings("The checkpoint holds offsets that cannot be read: " + shown(text)
                + ". Restore the checkpoint from a copy, or use a new checkpointLocation and say in startingOffsets where to"
                + " go on");
    }

    private static String shown(String text) {
        return text.length() <= 200 ? "'" + text + "'" : "'" + text.substring(0, 200) + "…'";
    }
}
