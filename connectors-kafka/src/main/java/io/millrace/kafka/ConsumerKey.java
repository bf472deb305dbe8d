package io.millrace.kafka;

import io.millrace.api.Field;
import io.millrace.api.Options;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.TopicPartition;

/**
 * What must be equal for a consumer to serve another reader.
 *
 * @param partition the partition it is assigned to
 * @param use what it is tuned for
 * @param decoded which of key and value it keeps
 * @param settings what the user passed through, secrets unresolved
 */
record ConsumerKey(TopicPartition partition, Use use, Set<Field> decoded, Map<String, String> settings) {
    /** What a consumer is tuned for. */
    enum Use {
        /** Reading what is there: a fetch must not be parked in the broker, for what comes after it would wait too. */
        RANGE,
        /** Waiting for what comes. */
        TAIL
    }

    private static final AtomicLong NUMBER = new AtomicLong();

    static ConsumerKey of(TopicPartition partition, Use use, Set<Field> fields, Options options) {
        Set<Field> decoded = EnumSet.of(Field.KEY, Field.VALUE);
        decoded.retainAll(fields);
        return new ConsumerKey(partition, use, decoded, Clients.fingerprint(options));
    }

    /** The settings for a new consumer. */
    Map<String, Object> consumer(Options options) {
        Map<String, Object> consumer = new HashMap<>();
        consumer.put(
                ConsumerConfig.CLIENT_ID_CONFIG,
                "millrace-" + Partitions.id(partition).replace('/', '-') + "-" + NUMBER.incrementAndGet());
        consumer.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 4096);
        consumer.put(ConsumerConfig.RECEIVE_BUFFER_CONFIG, 1 << 20);
        consumer.put(ConsumerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        consumer.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        if (use == Use.RANGE) {
            consumer.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 10);
        }
        consumer.putAll(Clients.consumer(options));
        consumer.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        consumer.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        return consumer;
    }
}
