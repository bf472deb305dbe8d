package io.millrace.kafka;

import io.millrace.api.Field;
import io.millrace.api.Options;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * A consumer of one partition, with the records that it has fetched and not handed out yet. It belongs to one reader at a
 * time; the pool hands it on with what is left over.
 */
final class PartitionConsumer {
    /** For a field that nobody asked for: its bytes are skipped, not copied. */
    private static final Deserializer<byte[]> SKIP = new Deserializer<>() {
        @Override
        @SuppressWarnings("NullAway") // null is what a Deserializer answers for "nothing"
        public byte[] deserialize(String topic, byte[] data) {
            return null;
        }

        @Override
        @SuppressWarnings("NullAway")
        public byte[] deserialize(
                String topic, org.apache.kafka.common.header.Headers headers, java.nio.ByteBuffer data) {
            return null;
        }
    };

    private static final Duration ALREADY_KNOWN = Duration.ofMillis(200);

    private final ConsumerKey key;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final TopicPartition partition;
    private List<ConsumerRecord<byte[], byte[]>> fetched = List.of();
    private int next;
    private long position = -1;

    private PartitionConsumer(ConsumerKey key, KafkaConsumer<byte[], byte[]> consumer) {
        this.key = key;
        this.consumer = consumer;
        this.partition = key.partition();
        consumer.assign(Set.of(partition));
    }

    static PartitionConsumer connect(ConsumerKey key, Options options) {
        try {
            return new PartitionConsumer(
                    key,
                    new KafkaConsumer<>(
                            key.consumer(options),
                            decoder(Field.KEY, key.decoded()),
                            decoder(Field.VALUE, key.decoded())));
        } catch (KafkaException e) {
            throw KafkaFailures.unmade("a consumer", e, options);
        }
    }

    ConsumerKey key() {
        return key;
    }

    /** The offset of the next record to hand out, if there is one at that offset; all before it are done with. */
    long position() {
        return position;
    }

    /** Whether a record is here already that was not handed out. */
    boolean hasMore() {
        return next < fetched.size();
    }

    /** Hands out the next record that is here already, or null if that is at {@code end} or beyond it, or not here yet. */
    @Nullable
    ConsumerRecord<byte[], byte[]> take(long end) {
        if (next == fetched.size()) {
            return null;
        }
        ConsumerRecord<byte[], byte[]> record = fetched.get(next);
        long offset = record.offset();
        if (offset >= end) {
            return null;
        }
        next++;
        position = offset + 1;
        return record;
    }

    /** Says that there is no record between the position and {@code offset}, or none that is asked for. */
    void settle(long offset) {
        position = offset;
    }

    /** Goes to another place; what is left over is forgotten. */
    void seek(long offset) {
        fetched = List.of();
        next = 0;
        consumer.seek(partition, offset);
        position = offset;
    }

    /**
     * Waits for more records once those that are here are handed out.
     *
     * @return whether anything moved: there are records, or the position passed a gap
     */
    boolean fetch(Duration timeout) {
        fetched = consumer.poll(timeout).records(partition);
        next = 0;
        if (!fetched.isEmpty()) {
            return true;
        }
        long before = position;
        try {
            position = Math.max(before, consumer.position(partition, ALREADY_KNOWN));
        } catch (TimeoutException e) {
            return false; // the consumer has lost touch with the brokers; so has the next poll
        }
        return position > before;
    }

    /** The offset of the oldest record that is kept. */
    long beginning(Duration timeout) {
        return consumer.beginningOffsets(Set.of(partition), timeout).getOrDefault(partition, 0L);
    }

    /** Where the partition ends for this consumer. */
    long end(Duration timeout) {
        return consumer.endOffsets(Set.of(partition), timeout).getOrDefault(partition, 0L);
    }

    /** Whether the topic has this partition now. */
    boolean exists(Duration timeout) {
        return consumer.partitionsFor(partition.topic(), timeout).stream()
                .anyMatch(info -> info.partition() == partition.partition());
    }

    /** Lets go at once: nothing is committed, so there is nothing to wait for. */
    void close() {
        consumer.close(CloseOptions.timeout(Duration.ZERO));
    }

    private static Deserializer<byte[]> decoder(Field field, Set<Field> decoded) {
        return decoded.contains(field) ? new ByteArrayDeserializer() : SKIP;
    }
}
