package io.millrace.examples;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;

/** A post in the shape of a line of the X API v2 filtered stream, to be handed over again and again. Used by one thread. */
final class Post {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ObjectNode line;
    private final ObjectNode data;
    private final String author;
    private final List<String> hashtags;

    private Post(ObjectNode line, ObjectNode data) {
        this.line = line;
        this.data = data;
        this.author = data.path("author_id").asText("");
        this.hashtags = List.copyOf(Hashtags.of(data.path("text").textValue()));
    }

    /**
     * Reads a line.
     *
     * @throws IllegalArgumentException that says what the line lacks
     */
    static Post of(String text) {
        try {
            if (JSON.readTree(text) instanceof ObjectNode line
                    && line.get("data") instanceof ObjectNode data
                    && data.path("text").isTextual()) {
                return new Post(line, data);
            }
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalArgumentException("it is no JSON: " + e.getOriginalMessage(), e);
        }
        throw new IllegalArgumentException("it has no data.text, as a line {\"data\":{\"id\":…,\"text\":…}} has");
    }

    String text() {
        return data.path("text").textValue();
    }

    String id() {
        return data.path("id").asText("");
    }

    String author() {
        return author;
    }

    List<String> hashtags() {
        return hashtags;
    }

    /** The line of this post as if it had been written under another id at another time. */
    byte[] line(String id, Instant createdAt) {
        data.put("id", id);
        data.put("created_at", createdAt.toString());
        data.putArray("edit_history_tweet_ids").add(id);
        try {
            return JSON.writeValueAsBytes(line);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
