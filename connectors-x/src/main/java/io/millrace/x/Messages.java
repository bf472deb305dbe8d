package io.millrace.x;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.api.Event;
import io.millrace.api.Header;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads lines of the stream. One thread. */
final class Messages {
    private static final String RULE_HEADER = "rule";
    /** What an event takes beside its bytes. */
    private static final int OVERHEAD = 300;

    private static final int MOST_TOLD = 200;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final Time time;

    Messages(Time time) {
        this.time = time;
    }

    Message read(byte[] line) {
        JsonNode tree;
        try {
            tree = JSON.readTree(line);
        } catch (JacksonException e) {
            return new Message.Malformed("a line of " + line.length + " bytes is no JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!(tree instanceof ObjectNode object)) {
            return new Message.Malformed("a line of " + line.length + " bytes is no JSON object");
        }
        String id = object.path("data").path("id").asText();
        if (!id.isEmpty()) {
            return post(id, object, line);
        }
        Trouble end = end(object);
        String text = object.toString();
        return end == null
                ? new Message.Unknown(text.substring(0, Math.min(text.length(), MOST_TOLD)))
                : new Message.End(end);
    }

    private Message post(String id, ObjectNode tree, byte[] line) {
        byte[] value = Spelling.unify(tree) ? tree.toString().getBytes(UTF_8) : line;
        Instant created = created(tree.path("data").path("created_at").asText());
        Instant at = created == null ? time.now() : created;
        List<Header> rules = new ArrayList<>();
        for (JsonNode rule : tree.path("matching_rules")) {
            String tag = rule.path("tag").asText();
            rules.add(new Header(RULE_HEADER, (tag.isEmpty() ? rule.path("id").asText() : tag).getBytes(UTF_8)));
        }
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, at);
        Event event = Event.of(id.getBytes(UTF_8), value, rules, micros, "");
        return new Message.Post(id, event, value.length + OVERHEAD, created);
    }

    private static @Nullable Instant created(String text) {
        try {
            return text.isEmpty() ? null : Instant.parse(text);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Why the stream ends, if that is what it says. */
    private static @Nullable Trouble end(ObjectNode told) {
        String words = "X ended the stream: " + Refusals.words(told, told.toString());
        if (Refusals.isTaken(told)) {
            return Trouble.taken(words);
        }
        JsonNode error = told.path("errors").path(0);
        String type = error.path("type").asText(told.path("type").asText());
        if (error.has("disconnect_type") || type.endsWith("/operational-disconnect")) {
            return Trouble.network(words, null);
        }
        return type.endsWith("/streaming-connection") ? Trouble.http(words) : null;
    }
}
