package io.millrace.examples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Holds the topic of alerts against the enriched posts: each that is negative for sure must be there, and no other. */
final class AlertsCheck {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Set<String> expected = new HashSet<>();
    private final Set<String> found = new HashSet<>();
    private long repeated;

    /** An enriched post. */
    void expect(ConsumerRecord<byte[], byte[]> record) {
        try {
            JsonNode post = JSON.readTree(record.value());
            if (post.path("sentiment").asText().equals("negative")
                    && post.path("sure").asDouble() >= 0.6) {
                expected.add(post.path("id").asText());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An alert. */
    void take(ConsumerRecord<byte[], byte[]> record) {
        if (!found.add(new String(record.key(), StandardCharsets.UTF_8))) {
            repeated++;
        }
    }

    Found found() {
        long right = found.stream().filter(expected::contains).count();
        return new Found("alerts", expected.size(), right, expected.size() - right, found.size() - right, repeated);
    }
}
