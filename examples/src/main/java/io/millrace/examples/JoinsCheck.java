package io.millrace.examples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Holds enriched posts against what is known of their authors: whose profile is known must have it, and the country of its place. */
final class JoinsCheck {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, JsonNode> profiles;
    private final Map<String, String> countries;
    private final Set<String> expected = new HashSet<>();
    private final Set<String> right = new HashSet<>();

    /**
     * Nothing seen yet.
     *
     * @param profiles lines of JSON
     * @param countries by place; empty if there is no table of places
     */
    JoinsCheck(List<String> profiles, Map<String, String> countries) {
        this.profiles = profiles.stream()
                .map(JoinsCheck::json)
                .collect(Collectors.toMap(profile -> profile.path("_id").asText(), profile -> profile));
        this.countries = countries;
    }

    /** An enriched post. */
    void take(ConsumerRecord<byte[], byte[]> record) {
        JsonNode post = json(record.value());
        JsonNode profile = profiles.get(post.path("author_id").asText());
        if (profile == null) {
            return;
        }
        String id = post.path("id").asText();
        expected.add(id);
        String country = countries.getOrDefault(profile.path("location").asText(), "");
        if (post.path("username").equals(profile.path("username"))
                && post.path("country").asText().equals(country)) {
            right.add(id);
        }
    }

    Found found() {
        long in = expected.size();
        return new Found("posts with their authors' profiles", in, right.size(), in - right.size(), 0, 0);
    }

    private static JsonNode json(String text) {
        return json(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private static JsonNode json(byte[] text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
