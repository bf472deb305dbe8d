package io.millrace.kafka;

import io.millrace.api.Options;
import io.millrace.testkit.server.KafkaSecurity;
import io.millrace.testkit.server.KafkaServer;
import io.millrace.testkit.server.ServerFailure;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;

/** One real broker for all tests of this JVM, with plain clients that see the truth. */
final class Broker {
    static final String USER = "miller";
    static final String PASSWORD = "grind-the-corn";

    private static final AtomicInteger TOPICS = new AtomicInteger();

    private static final class Shared {
        static final KafkaServer SERVER = KafkaServer.builder()
                .listener("ENCRYPTED", KafkaSecurity.TLS)
                .listener("LOGIN", KafkaSecurity.SCRAM_TLS)
                .proxied("FAULTY", KafkaSecurity.PLAIN)
                .user(USER, PASSWORD)
                .property("log.cleaner.backoff.ms", "200")
                .property("message.max.bytes", "3000000")
                .start();
        static final Admin ADMIN = Admin.create(Map.of("bootstrap.servers", SERVER.bootstrap()));
        static final KafkaProducer<byte[], byte[]> PRODUCER = producer(Map.of());
    }

    private Broker() {}

    static KafkaServer server() {
        return Shared.SERVER;
    }

    static Admin admin() {
        return Shared.ADMIN;
    }

    /** A new topic. */
    static String topic(int partitions) {
        return topic(partitions, Map.of());
    }

    static String topic(int partitions, Map<String, String> settings) {
        String name = "t" + TOPICS.incrementAndGet();
        server().createTopic(name, partitions, settings);
        return name;
    }

    static String topicId(String topic) throws ExecutionException, InterruptedException {
        return described(topic).topicId().toString();
    }

    static int partitions(String topic) throws ExecutionException, InterruptedException {
        return described(topic).partitions().size();
    }

    private static TopicDescription described(String topic) throws ExecutionException, InterruptedException {
        return admin().describeTopics(List.of(topic))
                .allTopicNames()
                .get()
                .values()
                .iterator()
                .next();
    }

    /** Makes a topic again that was deleted a moment ago; returns when its new partitions answer. */
    static void recreated(String topic, int partitions) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .ignoreException(ServerFailure.class)
                .until(() -> {
                    server().createTopic(topic, partitions);
                    return true;
                });
    }

    /** Returns when the broker tells of so many partitions and where each of them ends. */
    static void awaitPartitions(String topic, int partitions) {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            ends.put(new TopicPartition(topic, partition), OffsetSpec.latest());
        }
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .ignoreException(ExecutionException.class)
                .until(() -> admin().listOffsets(ends).all().get().size() == partitions);
    }

    static KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(
                Map.of("bootstrap.servers", server().bootstrap(), "linger.ms", 0, "max.request.size", 3_000_000));
        settings.putAll(more);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Writes records and comes back when they are there. */
    static void send(List<ProducerRecord<byte[], byte[]>> records) throws ExecutionException, InterruptedException {
        List<Future<?>> sent = new ArrayList<>();
        records.forEach(record -> sent.add(Shared.PRODUCER.send(record)));
        Shared.PRODUCER.flush();
        for (Future<?> one : sent) {
            one.get();
        }
    }

    /** Writes the values {@code from} to {@code to} (exclusive) as text, each under itself as key. */
    static void numbers(String topic, int partition, int from, int to) throws ExecutionException, InterruptedException {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = from; i < to; i++) {
            records.add(new ProducerRecord<>(topic, partition, bytes("" + i), bytes("" + i)));
        }
        send(records);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Options of the input, for this broker. */
    static Options input(String... namesAndValues) {
        return new KafkaInput().options().read(given(namesAndValues));
    }

    /** Options of the output, for this broker. */
    static Options output(String... namesAndValues) {
        return new KafkaOutput().options().read(given(namesAndValues));
    }

    static Map<String, String> given(String... namesAndValues) {
        Map<String, String> given = new HashMap<>();
        given.put("kafka.bootstrap.servers", server().bootstrap());
        for (int i = 0; i < namesAndValues.length; i += 2) {
            given.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return given;
    }
}
