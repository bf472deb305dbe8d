package io.millrace.examples;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Holds the topic of scored posts against the posts that were handed over: each must be there, from one write. A source that may
 * deliver a post again leads to another write of it; then whatever has the same id is a repeat.
 */
final class ScoredCheck {
    private final HandedOver handedOver;
    private final Source.Delivery delivery;
    private final Map<Integer, Origin> origins = new HashMap<>();
    private long duplicated;
    private long repeated;

    ScoredCheck(HandedOver handedOver, Source.Delivery delivery) {
        this.handedOver = handedOver;
        this.delivery = delivery;
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
        if (before == null) {
            return;
        }
        boolean repeat = switch (delivery) {
            case ONCE -> origin.equals(before);
            case AT_LEAST_ONCE -> true;
        };
        if (repeat) {
            repeated++;
        } else {
            duplicated++;
        }
    }

    Found found() {
        long in = handedOver.count();
        return new Found("posts", in, origins.size(), in - origins.size(), duplicated, repeated);
    }
}
