package io.millrace.examples;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Holds the topic of scored posts against the posts that were handed over: each must be there, from one write. */
final class ScoredCheck {
    private final HandedOver handedOver;
    private final Map<Integer, Origin> origins = new HashMap<>();
    private long duplicated;
    private long repeated;

    ScoredCheck(HandedOver handedOver) {
        this.handedOver = handedOver;
    }

    void take(ConsumerRecord<byte[], byte[]> record) {
        String id = new String(record.key(), StandardCharsets.UTF_8);
        int number = handedOver.number(id);
        if (number < 0) {
            throw new IllegalStateException("topic '%s' holds post %s at offset %d, which was never handed over"
                    .formatted(record.topic(), id, record.offset()));
        }
        Origin origin = Origin.of(record);
        Origin before = origins.putIfAbsent(number, origin);
        if (origin.equals(before)) {
            repeated++;
        } else if (before != null) {
            duplicated++;
        }
    }

    Found found() {
        long in = handedOver.count();
        return new Found("posts", in, origins.size(), in - origins.size(), duplicated, repeated);
    }
}
