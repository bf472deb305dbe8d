package io.millrace.bench;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Fills topics with records whose keys count up (8 bytes) and whose values are random (100 bytes), the same in each run. */
final class TopicFiller {
    static final int VALUE_BYTES = 100;

    private static final long SEED = 20_261_122;

    private TopicFiller() {}

    /** Spreads so many records evenly over the partitions of a topic. */
    static void fill(String brokers, String topic, int partitions, long records) throws Exception {
        Rig.say("filling " + topic + " with " + records + " records");
        SplittableRandom random = new SplittableRandom(SEED);
        AtomicReference<Exception> failure = new AtomicReference<>();
        try (KafkaProducer<byte[], byte[]> producer = producer(brokers)) {
            for (long i = 0; i < records; i++) {
                byte[] key = ByteBuffer.allocate(Long.BYTES).putLong(i).array();
                byte[] value = new byte[VALUE_BYTES];
                random.nextBytes(value);
                int partition = (int) (i % partitions);
                var unused = producer.send(new ProducerRecord<>(topic, partition, key, value), (metadata, e) -> {
                    if (e != null) {
                        failure.set(e);
                    }
                });
            }
        }
        if (failure.get() != null) {
            throw failure.get();
        }
    }

    private static KafkaProducer<byte[], byte[]> producer(String brokers) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 20);
        settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 << 10);
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 64 << 20);
        settings.put(ProducerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
