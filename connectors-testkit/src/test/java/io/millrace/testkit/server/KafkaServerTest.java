package io.millrace.testkit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
final class KafkaServerTest {
    private static KafkaServer kafka;

    @BeforeAll
    static void start() {
        long begin = System.nanoTime();
        kafka = KafkaServer.builder()
                .listener("TLS", KafkaSecurity.TLS)
                .listener("MUTUAL", KafkaSecurity.MUTUAL_TLS)
                .listener("SCRAM", KafkaSecurity.SCRAM)
                .listener("SCRAM_TLS", KafkaSecurity.SCRAM_TLS)
                .proxied("PROXIED", KafkaSecurity.PLAIN)
                .user("alice", "wonderland")
                .property("log.retention.check.interval.ms", "1000")
                .start();
        print("start with five listeners and certificates", begin);
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLAINTEXT", "TLS", "MUTUAL", "SCRAM", "SCRAM_TLS", "PROXIED"})
    void clientReadsWhatItWroteThroughEveryListener(String listener) {
        String topic = "through-" + listener;
        kafka.createTopic(topic, 2);
        List<String> sent = IntStream.range(0, 100).mapToObj(i -> "value " + i).toList();

        write(kafka.client(listener), topic, sent);

        assertThat(read(kafka.client(listener), topic, 2, sent.size())).containsExactlyInAnyOrderElementsOf(sent);
    }

    @Test
    void killKeepsDataAndRestartIsQuick() {
        kafka.createTopic("kept", 3);
        List<String> sent =
                IntStream.range(0, 10_000).mapToObj(i -> "value " + i).toList();
        write(kafka.client("PLAINTEXT"), "kept", sent);

        kafka.kill();
        long begin = System.nanoTime();
        kafka.restart();
        print("restart after kill", begin);

        assertThat(read(kafka.client("PLAINTEXT"), "kept", 3, sent.size())).containsExactlyInAnyOrderElementsOf(sent);
    }

    @Test
    @Tag("soak")
    void stoppedBrokerComesBackWithItsData() {
        kafka.createTopic("stopped", 1);
        write(kafka.client("PLAINTEXT"), "stopped", List.of("a", "b"));

        long begin = System.nanoTime();
        kafka.stop();
        kafka.restart();
        print("stop and restart", begin);

        assertThat(read(kafka.client("PLAINTEXT"), "stopped", 1, 2)).containsExactly("a", "b");
    }

    @Test
    void pausedBrokerAnswersNothingUntilItGoesOn() throws Exception {
        kafka.pause();
        try (Admin admin = Admin.create(
                with(kafka.client("PLAINTEXT"), "default.api.timeout.ms", "1500", "request.timeout.ms", "1000"))) {
            assertThatThrownBy(() -> admin.describeCluster().nodes().get())
                    .hasCauseInstanceOf(org.apache.kafka.common.errors.TimeoutException.class);
        } finally {
            kafka.resume();
        }
        try (Admin admin = Admin.create(new HashMap<>(kafka.client("PLAINTEXT")))) {
            assertThat(admin.describeCluster().nodes().get(30, TimeUnit.SECONDS))
                    .hasSize(1);
        }
    }

    @Test
    void proxiedListenerIsReachedThroughItsProxyOnly() throws Exception {
        kafka.createTopic("proxied", 1);
        write(kafka.client("PROXIED"), "proxied", List.of("a"));
        long passed = kafka.proxy("PROXIED").bytes(TcpProxy.Direction.TO_SERVER);
        assertThat(passed).isPositive();

        kafka.proxy("PROXIED").refuse();
        kafka.proxy("PROXIED").cut();
        try (Admin admin = Admin.create(
                with(kafka.client("PROXIED"), "default.api.timeout.ms", "1500", "request.timeout.ms", "1000"))) {
            assertThatThrownBy(() -> admin.listTopics().names().get())
                    .hasCauseInstanceOf(org.apache.kafka.common.errors.TimeoutException.class);
        } finally {
            kafka.proxy("PROXIED").resume();
        }
        assertThat(read(kafka.client("PROXIED"), "proxied", 1, 1)).containsExactly("a");
    }

    @Test
    void wrongPasswordAndUnknownUserAreRefused() {
        for (String login : List.of(KafkaServer.login("alice", "wrong"), KafkaServer.login("bob", "wonderland"))) {
            for (String mechanism : List.of("SCRAM-SHA-256", "SCRAM-SHA-512")) {
                Map<String, Object> client =
                        with(kafka.client("SCRAM"), "sasl.jaas.config", login, "sasl.mechanism", mechanism);

                assertThatThrownBy(() -> topics(client)).hasCauseInstanceOf(SaslAuthenticationException.class);
            }
        }
    }

    @Test
    void bothScramMechanismsAreUnderstood() throws Exception {
        for (String mechanism : List.of("SCRAM-SHA-256", "SCRAM-SHA-512")) {
            assertThat(topics(with(kafka.client("SCRAM_TLS"), "sasl.mechanism", mechanism)))
                    .isNotNull();
        }
    }

    @Test
    void mutualTlsRefusesAClientWithoutCertificate() {
        Map<String, Object> client = with(kafka.client("TLS"), "bootstrap.servers", kafka.bootstrap("MUTUAL"));

        assertThatThrownBy(() -> topics(client)).hasCauseInstanceOf(SslAuthenticationException.class);
    }

    @Test
    void clientRefusesABrokerThatItDoesNotTrust() {
        TestCertificates stranger = TestCertificates.create(kafka.process().directory());
        Map<String, Object> client = with(
                kafka.client("TLS"),
                "ssl.truststore.location",
                stranger.clientTrust().toString(),
                "ssl.truststore.password",
                stranger.password());

        assertThatThrownBy(() -> topics(client)).hasCauseInstanceOf(SslAuthenticationException.class);
    }

    @Test
    void topicsAreCreatedWithSettingsAndDeleted() throws Exception {
        kafka.createTopic("short-lived", 1, Map.of("segment.bytes", "1048576", "retention.ms", "1000"));
        assertThat(topics(new HashMap<>(kafka.client("PLAINTEXT")))).contains("short-lived");

        kafka.deleteTopic("short-lived");
        assertThat(topics(new HashMap<>(kafka.client("PLAINTEXT")))).doesNotContain("short-lived");

        assertThatThrownBy(() -> kafka.createTopic("bad", 1, Map.of("retention.ms", "soon")))
                .isInstanceOf(ServerFailure.class)
                .hasMessageContaining("retention.ms");
        assertThatThrownBy(() -> kafka.deleteTopic("bad")).isInstanceOf(ServerFailure.class);
    }

    @Test
    @Tag("soak")
    void brokerTakesOverTheDirectoryOfAFormerOne(@TempDir Path directory) {
        long begin = System.nanoTime();
        try (KafkaServer former = KafkaServer.builder().directory(directory).start()) {
            print("start", begin);
            former.createTopic("left", 1);
            write(former.client("PLAINTEXT"), "left", List.of("a"));
            assertThatThrownBy(() -> former.client("TLS")).hasMessageContaining("no listener 'TLS'");
        }
        try (KafkaServer next =
                KafkaServer.builder().directory(directory).forThroughput().start()) {
            assertThat(read(next.client("PLAINTEXT"), "left", 1, 1)).containsExactly("a");
        }
    }

    private static Set<String> topics(Map<String, Object> client) throws Exception {
        try (Admin admin = Admin.create(client)) {
            return admin.listTopics().names().get(30, TimeUnit.SECONDS);
        }
    }

    private static void write(Map<String, String> client, String topic, List<String> values) {
        List<Future<?>> acknowledged = new ArrayList<>();
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(new HashMap<>(client), new StringSerializer(), new StringSerializer())) {
            values.forEach(value -> acknowledged.add(producer.send(new ProducerRecord<>(topic, value, value))));
        }
        assertThat(acknowledged).allSatisfy(Future::get);
    }

    private static List<String> read(Map<String, String> client, String topic, int partitions, int count) {
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(new HashMap<>(client), new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> all = IntStream.range(0, partitions)
                    .mapToObj(p -> new TopicPartition(topic, p))
                    .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (values.size() < count && System.nanoTime() < end) {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
                    values.add(record.value());
                }
            }
        }
        return values;
    }

    private static Map<String, Object> with(Map<String, String> client, String... changes) {
        Map<String, Object> changed = new HashMap<>(client);
        for (int i = 0; i < changes.length; i += 2) {
            changed.put(changes[i], changes[i + 1]);
        }
        return changed;
    }

    private static void print(String what, long beginNanos) {
        System.out.printf("kafka: %s took %.1f s%n", what, (System.nanoTime() - beginNanos) / 1e9);
    }
}
