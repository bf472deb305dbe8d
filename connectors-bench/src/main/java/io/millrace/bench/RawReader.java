package io.millrace.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/** A topic read with nothing but consumers, in the shape of a Spark job: two threads, a new consumer for each partition. */
final class RawReader {
    /** What the consumers are told; the same as our connector tells its own. */
    static final Map<String, Object> SETTINGS =
            Map.of("max.poll.records", 4096, "fetch.max.wait.ms", 10, "receive.buffer.bytes", 1 << 20);

    private static final int THREADS = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** For a key that nobody looks at. */
    @SuppressWarnings("NullAway") // null is what a Deserializer answers for "nothing"
    private static final Deserializer<byte[]> SKIP = new Deserializer<>() {
        @Override
        public byte[] deserialize(String topic, byte[] data) {
            return null;
        }

        @Override
        public byte[] deserialize(
                String topic, org.apache.kafka.common.header.Headers headers, java.nio.ByteBuffer data) {
            return null;
        }
    };

    private final String brokers;
    private final Deserializer<byte[]> keys;

    private RawReader(String brokers, Deserializer<byte[]> keys) {
        this.brokers = brokers;
        this.keys = keys;
    }

    /** A reader of keys and values. */
    static RawReader ofKeysAndValues(String brokers) {
        return new RawReader(brokers, new ByteArrayDeserializer());
    }

    /** A reader of values alone. */
    static RawReader ofValues(String brokers) {
        return new RawReader(brokers, SKIP);
    }

    /** Reads a topic to its end; answers the sum of what {@code measure}, called by two threads, says of each record. */
    long sum(String topic, ToLongFunction<ConsumerRecord<byte[], byte[]>> measure) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<Long>> sums = new ArrayList<>();
            for (TopicPartition partition : partitions(topic)) {
                sums.add(threads.submit(() -> sum(partition, measure)));
            }
            long all = 0;
            for (Future<Long> sum : sums) {
                all += sum.get();
            }
            return all;
        } finally {
            threads.shutdownNow();
        }
    }

    private List<TopicPartition> partitions(String topic) {
        KafkaConsumer<byte[], byte[]> consumer = consumer();
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        close(consumer);
        return partitions;
    }

    private long sum(TopicPartition partition, ToLongFunction<ConsumerRecord<byte[], byte[]>> measure) {
        KafkaConsumer<byte[], byte[]> consumer = consumer();
        consumer.assign(Set.of(partition));
        consumer.seek(partition, 0);
        long end = consumer.endOffsets(Set.of(partition)).getOrDefault(partition, 0L);
        long sum = 0;
        for (long next = 0; next < end; ) {
            List<ConsumerRecord<byte[], byte[]>> records =
                    consumer.poll(PATIENCE).records(partition);
            if (records.isEmpty()) {
                throw new IllegalStateException(partition + " gave nothing more at " + next + " of " + end);
            }
            for (ConsumerRecord<byte[], byte[]> record : records) {
                sum += measure.applyAsLong(record);
            }
            next = records.get(records.size() - 1).offset() + 1;
        }
        close(consumer);
        return sum;
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        Map<String, Object> settings = new HashMap<>(SETTINGS);
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        return new KafkaConsumer<>(settings, keys, new ByteArrayDeserializer());
    }

    /** Without waiting for the fetch that is parked in the broker. */
    private static void close(KafkaConsumer<byte[], byte[]> consumer) {
        consumer.close(CloseOptions.timeout(Duration.ZERO));
    }
}
