package io.millrace.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.ConnectorException;
import io.millrace.api.DataLossException;
import io.millrace.api.Event;
import io.millrace.api.Offsets;
import io.millrace.api.Tail;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Following a partition of a real broker. */
class KafkaTailTest {
    @Test
    void followsAPartitionAsItGrows() throws Exception {
        String topic = Broker.topic(1);
        Broker.numbers(topic, 0, 0, 10);
        try (Tail tail = tail(topic, "4")) {
            List<Event> events = new ArrayList<>(Reads.poll(tail, 6));
            assertThat(tail.position()).isEqualTo("10");
            assertThat(tail.poll(Duration.ZERO)).isNull();
            assertThat(tail.ended()).isFalse();
            Broker.numbers(topic, 0, 10, 15);
            events.addAll(Reads.poll(tail, 5));
            assertThat(Reads.texts(events)).isEqualTo(Reads.numbers(4, 15));
            assertThat(events.get(0).position()).isEqualTo("4");
        }
    }

    @Test
    void anEmptyStartIsThePartitionsBeginning() throws Exception {
        String topic = Broker.topic(1);
        Broker.numbers(topic, 0, 0, 10);
        deleteBefore(topic, 6);
        try (Tail tail = tail(topic, "")) {
            assertThat(tail.position()).isEqualTo("6");
            assertThat(Reads.texts(Reads.poll(tail, 4))).isEqualTo(Reads.numbers(6, 10));
        }
    }

    @Test
    void waitsNoLongerThanAsked() throws Exception {
        String topic = Broker.topic(1);
        try (Tail tail = tail(topic, "0")) {
            tail.poll(Duration.ofSeconds(2));
            long start = System.nanoTime();
            assertThat(tail.poll(Duration.ofMillis(300))).isNull();
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(250), Duration.ofMillis(1_500));
        }
    }

    @Test
    void itsPositionPassesTransactionsThatWereAborted() throws Exception {
        String topic = Broker.topic(1);
        try (KafkaProducer<byte[], byte[]> producer = Broker.producer(Map.of("transactional.id", "tx-" + topic));
                Tail tail = new KafkaInput()
                        .tail(
                                topic + "/0",
                                "0",
                                Reads.EVERYTHING,
                                Broker.input("subscribe", topic, "kafka.isolation.level", "read_committed"))) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(topic, 0, null, Broker.bytes("no")))
                    .get();
            producer.abortTransaction();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(topic, 0, null, Broker.bytes("yes")))
                    .get();
            producer.commitTransaction();

            List<Event> events = Reads.poll(tail, 1);
            assertThat(Reads.texts(events)).containsExactly("yes");
            assertThat(events.get(0).position()).isEqualTo("2");
            assertThat(tail.poll(Duration.ofSeconds(2))).isNull();
            assertThat(tail.position()).isEqualTo("4");
        }
    }

    @Test
    void aStartThatIsNoLongerThereIsDataLoss() throws Exception {
        String topic = Broker.topic(1);
        Broker.numbers(topic, 0, 0, 10);
        deleteBefore(topic, 6);
        assertLoss(topic, "2", "6", "begins at 6");
        assertLoss(topic, "30", "10", "ends at 10");
    }

    @Test
    void aTopicThatIsDeletedIsDataLossEvenWhenItWasQuiet() throws Exception {
        String topic = Broker.topic(1);
        Broker.numbers(topic, 0, 0, 2);
        try (Tail tail = tail(topic, "0", "kafkaConsumer.pollTimeoutMs", "1s")) {
            assertThat(Reads.poll(tail, 2)).hasSize(2);
            Broker.server().deleteTopic(topic);
            assertThatThrownBy(() -> Reads.poll(tail, 1))
                    .isInstanceOf(DataLossException.class)
                    .hasMessageContaining("'" + topic + "/0' is gone");
        }
    }

    @Test
    void aBrokerThatDoesNotAnswerIsNotTakenForAQuietTopic() throws Exception {
        try (Tail tail = new KafkaInput()
                .tail(
                        "orders/0",
                        "0",
                        Reads.EVERYTHING,
                        Broker.input(
                                "subscribe", "orders",
                                "kafka.bootstrap.servers", "127.0.0.1:1",
                                "kafkaConsumer.pollTimeoutMs", "500ms"))) {
            assertThatThrownBy(() -> Reads.poll(tail, 1))
                    .isInstanceOf(ConnectorException.class)
                    .hasMessageContaining("Kafka at 127.0.0.1:1 could not read 'orders/0' at offset 0")
                    .extracting(e -> ((ConnectorException) e).kind())
                    .isEqualTo(ConnectorException.Kind.TRANSIENT);
        }
    }

    private static void assertLoss(String topic, String start, String resume, String words) throws Exception {
        try (Tail tail = tail(topic, start)) {
            assertThatThrownBy(() -> Reads.poll(tail, 1))
                    .isInstanceOf(DataLossException.class)
                    .hasMessageContaining(words)
                    .extracting(e -> ((DataLossException) e).resumeFrom())
                    .isEqualTo(Offsets.of(Map.of(topic + "/0", resume)));
        }
    }

    private static Tail tail(String topic, String start, String... more) throws Exception {
        List<String> options = new ArrayList<>(List.of("subscribe", topic));
        options.addAll(List.of(more));
        return new KafkaInput()
                .tail(topic + "/0", start, Reads.EVERYTHING, Broker.input(options.toArray(String[]::new)));
    }

    private static void deleteBefore(String topic, long offset) throws Exception {
        Broker.admin()
                .deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(offset)))
                .all()
                .get();
    }
}
