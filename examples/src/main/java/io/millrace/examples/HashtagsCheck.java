package io.millrace.examples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Holds the topic of hashtag counts against a plain recount of the posts that were handed over. A count is written again whenever
 * it has grown, so the one of the latest epoch is held against the recount: uses that it lacks are lost, uses that it has too
 * many were counted twice.
 */
final class HashtagsCheck {
    private record Written(String query, long epoch, Use use) {}

    private record Count(long epoch, long uses) {}

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<Use, Long> expected;
    private final Set<Written> seen = new HashSet<>();
    private final Map<Use, Count> latest = new HashMap<>();
    private long repeated;

    HashtagsCheck(HandedOver handedOver) {
        this.expected = handedOver.uses();
    }

    void take(ConsumerRecord<byte[], byte[]> record) {
        Origin origin = Origin.of(record);
        JsonNode value = json(record.value());
        Use use = use(value);
        if (!seen.add(new Written(origin.query(), origin.epoch(), use))) {
            repeated++;
        }
        Count count = new Count(origin.epoch(), value.path("uses").asLong());
        latest.merge(use, count, (before, now) -> now.epoch() >= before.epoch() ? now : before);
    }

    Found found() {
        Map<Use, Long> counted = new HashMap<>();
        latest.forEach((use, count) -> counted.put(use, count.uses()));
        return Tally.compare("uses of hashtags", expected, counted, repeated);
    }

    static Use use(JsonNode value) {
        return new Use(
                OffsetDateTime.parse(value.path("start").asText()).toInstant(),
                value.path("tag").asText());
    }

    private static JsonNode json(byte[] bytes) {
        try {
            return JSON.readTree(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
