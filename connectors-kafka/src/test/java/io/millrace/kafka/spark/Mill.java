package io.millrace.kafka.spark;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.testkit.server.KafkaSecurity;
import io.millrace.testkit.server.KafkaServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** One real broker for all tests of this package, and plain clients that see the truth. */
final class Mill {
    static final String USER = "miller";
    static final String PASSWORD = "grind-the-corn";

    /** The listener that is reached through a proxy. */
    static final String PROXIED = "PROXIED";

    /** The listener that asks for a password. */
    static final String LOGIN = "LOGIN";

    private static final AtomicInteger TOPICS = new AtomicInteger();

    private static final class Shared {
        static final KafkaServer SERVER = KafkaServer.builder()
                .proxied(PROXIED, KafkaSecurity.PLAIN)
                .listener(LOGIN, KafkaSecurity.SCRAM_TLS)
                .user(USER, PASSWORD)
                .start();
    }

    private Mill() {}

    static KafkaServer server() {
        return Shared.SERVER;
    }

    static String brokers() {
        return server().bootstrap();
    }

    /** A new topic. */
    static String topic(String name, int partitions) {
        String unique = name + TOPICS.incrementAndGet();
        server().createTopic(unique, partitions);
        return unique;
    }

    /** Writes values to the partitions of a topic by turns, each with itself as key, and comes back when they are there. */
    static void send(String topic, int partitions, List<String> values) {
        send(topic, partitions, values, "");
    }

    /** The same with keys of a kilobyte. */
    static void sendWide(String topic, int partitions, List<String> values) {
        send(topic, partitions, values, "-".repeat(1_000));
    }

    private static void send(String topic, int partitions, List<String> values, String padding) {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", brokers(), "batch.size", 4_000, "max.in.flight.requests.per.connection", 1),
                new StringSerializer(),
                new StringSerializer())) {
            List<Future<?>> sent = new ArrayList<>();
            for (int i = 0; i < values.size(); i++) {
                sent.add(producer.send(
                        new ProducerRecord<>(topic, i % partitions, values.get(i) + padding, values.get(i))));
            }
            for (Future<?> one : sent) {
                one.get();
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("could not write to " + topic, e);
        }
    }

    /** The numbers from {@code from} to {@code to} (exclusive) as text. */
    static List<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(Integer::toString).toList();
    }

    /** Everything that is in a topic. */
    static List<ConsumerRecord<String, String>> records(String topic) {
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", brokers()), new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<String, String>> records = new ArrayList<>();
            while (partitions.stream().anyMatch(one -> consumer.position(one) < ends.getOrDefault(one, 0L))) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
            return records;
        }
    }

    /** How many records a topic holds. */
    static long count(String topic) {
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", brokers()), new StringDeserializer(), new StringDeserializer())) {
            return consumer
                    .endOffsets(consumer.partitionsFor(topic).stream()
                            .map(info -> new TopicPartition(topic, info.partition()))
                            .toList())
                    .values()
                    .stream()
                    .mapToLong(end -> end)
                    .sum();
        }
    }

    /** The headers by which a consumer recognises what an output wrote again. */
    static Map<String, String> headers(ConsumerRecord<String, String> record) {
        Map<String, String> headers = new HashMap<>();
        for (Header header : record.headers()) {
            if (header.key().startsWith("millrace.")) {
                headers.put(header.key(), new String(header.value(), UTF_8));
            }
        }
        return headers;
    }
}
