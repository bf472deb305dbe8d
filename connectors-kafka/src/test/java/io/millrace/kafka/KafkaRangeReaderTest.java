package io.millrace.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.ConnectorException;
import io.millrace.api.DataLossException;
import io.millrace.api.Event;
import io.millrace.api.Field;
import io.millrace.api.Header;
import io.millrace.api.Offsets;
import io.millrace.api.RangeReader;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Reading ranges from a real broker. */
class KafkaRangeReaderTest {
    @Test
    void readsARangeFromItsStartUpToItsEnd() throws Exception {
        String topic = Broker.topic(2);
        Broker.numbers(topic, 1, 0, 10_000);

        assertThat(Reads.values(Reads.range(topic, 1, 17, 9_983), Broker.input("subscribe", topic)))
                .isEqualTo(Reads.numbers(17, 9_983));
    }

    @Test
    void readsTheSameRangeAlikeAgain() throws Exception {
        String topic = Broker.topic(1);
        Broker.numbers(topic, 0, 0, 100);
        for (int i = 0; i < 3; i++) {
            assertThat(Reads.values(Reads.range(topic, 0, 10, 90), Broker.input("subscribe", topic)))
                    .isEqualTo(Reads.numbers(10, 90));
        }
    }

    @Test
    void anEmptyStartIsThePartitionsBeginning() throws Exception {
        String topic = Broker.topic(1);
        Broker.numbers(topic, 0, 0, 10);
        deleteBefore(topic, 4);

        assertThat(Reads.values(new io.millrace.api.Range(topic + "/0", "", "10"), Broker.input("subscribe", topic)))
                .isEqualTo(Reads.numbers(4, 10));
    }

    @Test
    void showsEveryPartOfARecord() throws Exception {
        String topic = Broker.topic(1);
        Broker.send(List.of(new ProducerRecord<>(
                topic,
                0,
                1_700_000_000_123L,
                Broker.bytes("k"),
                Broker.bytes("v"),
                List.of(
                        new RecordHeader("twice", Broker.bytes("a")),
                        new RecordHeader("other", null),
                        new RecordHeader("twice", Broker.bytes("b"))))));

        Event event = Reads.events(Reads.range(topic, 0, 0, 1), Broker.input("subscribe", topic))
                .get(0);

        assertThat(event.key()).isEqualTo(Broker.bytes("k"));
        assertThat(event.value()).isEqualTo(Broker.bytes("v"));
        assertThat(event.timestampMicros()).isEqualTo(1_700_000_000_123_000L);
        assertThat(event.position()).isEqualTo("0");
        assertThat(event.attributes()).isEqualTo(Map.of("timestampType", 0));
        assertThat(event.headers()).hasSize(3);
        assertThat(event.headers().get(0)).isEqualTo(new Header("twice", Broker.bytes("a")));
        assertThat(event.headers().get(1).name()).isEqualTo("other");
        assertThat(event.headers().get(1).value()).isNull();
        assertThat(event.headers().get(2)).isEqualTo(new Header("twice", Broker.bytes("b")));
    }

    @Test
    void tellsTimestampsThatTheBrokerSet() throws Exception {
        String topic = Broker.topic(1, Map.of("message.timestamp.type", "LogAppendTime"));
        Broker.numbers(topic, 0, 0, 1);

        Event event = Reads.events(Reads.range(topic, 0, 0, 1), Broker.input("subscribe", topic))
                .get(0);
        assertThat(event.attributes()).isEqualTo(Map.of("timestampType", 1));
    }

    @Test
    void tellsNullFromEmpty() throws Exception {
        String topic = Broker.topic(1);
        byte[] empty = {};
        Broker.send(List.of(
                new ProducerRecord<>(topic, 0, null, null),
                new ProducerRecord<>(topic, 0, empty, empty),
                new ProducerRecord<>(topic, 0, Broker.bytes("k"), null)));

        List<Event> events = Reads.events(Reads.range(topic, 0, 0, 3), Broker.input("subscribe", topic));

        assertThat(events.get(0).key()).isNull();
        assertThat(events.get(0).value()).isNull();
        assertThat(events.get(0).headers()).isEmpty();
        assertThat(events.get(1).key()).isEmpty();
        assertThat(events.get(1).value()).isEmpty();
        assertThat(events.get(2).key()).isEqualTo(Broker.bytes("k"));
        assertThat(events.get(2).value()).isNull();
    }

    @Test
    void leavesOutWhatNobodyAsksFor() throws Exception {
        String topic = Broker.topic(1);
        Broker.numbers(topic, 0, 0, 3);

        try (RangeReader reader = new KafkaInput()
                .read(Reads.range(topic, 0, 0, 3), EnumSet.of(Field.VALUE), Broker.input("subscribe", topic))) {
            List<Event> events = Reads.rest(reader);
            assertThat(Reads.texts(events)).isEqualTo(Reads.numbers(0, 3));
            assertThat(events).allSatisfy(event -> assertThat(event.key()).isNull());
        }
    }

    @Test
    void readsRecordsOfMegabytes() throws Exception {
        String topic = Broker.topic(1, Map.of("max.message.bytes", "3000000"));
        byte[] large = new byte[2_500_000];
        large[2_000_000] = 7;
        Broker.send(List.of(
                new ProducerRecord<>(topic, 0, null, large),
                new ProducerRecord<>(topic, 0, null, Broker.bytes("small")),
                new ProducerRecord<>(topic, 0, null, large)));

        List<Event> events = Reads.events(Reads.range(topic, 0, 0, 3), Broker.input("subscribe", topic));
        assertThat(events.get(0).value()).isEqualTo(large);
        assertThat(events.get(1).value()).isEqualTo(Broker.bytes("small"));
        assertThat(events.get(2).value()).isEqualTo(large);
    }

    @Test
    void positionIsTheNextToReadAndTheEndAtTheEnd() throws Exception {
        String topic = Broker.topic(1);
        Broker.numbers(topic, 0, 0, 5);
        try (RangeReader reader = new KafkaInput()
                .read(Reads.range(topic, 0, 1, 4), Reads.EVERYTHING, Broker.input("subscribe", topic))) {
            assertThat(reader.position()).isEqualTo("1");
            assertThat(Objects.requireNonNull(reader.next()).position()).isEqualTo("1");
            assertThat(reader.position()).isEqualTo("2");
            assertThat(Reads.rest(reader)).hasSize(2);
            assertThat(reader.position()).isEqualTo("4");
            assertThat(reader.next()).isNull();
        }
    }

    @Test
    void readsOverTheGapsThatCompactionLeaves() throws Exception {
        String topic = Broker.topic(
                1,
                Map.of(
                        "cleanup.policy", "compact",
                        "segment.ms", "100",
                        "min.cleanable.dirty.ratio", "0.0",
                        "max.compaction.lag.ms", "200"));
        for (int i = 0; i < 4; i++) {
            Broker.numbers(topic, 0, 0, 20);
        }
        // Only a segment that is closed is cleaned, and only a write closes one.
        Awaitility.await()
                .atMost(Duration.ofSeconds(40))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> {
                    Broker.send(List.of(new ProducerRecord<>(topic, 0, Broker.bytes("roll"), Broker.bytes("roll"))));
                    return Reads.values(Reads.range(topic, 0, 0, 60), Broker.input("subscribe", topic))
                            .isEmpty();
                });

        assertThat(Reads.values(Reads.range(topic, 0, 5, 25), Broker.input("subscribe", topic)))
                .isEmpty();
        assertThat(Reads.values(Reads.range(topic, 0, 50, 70), Broker.input("subscribe", topic)))
                .isEqualTo(Reads.numbers(0, 10));
    }

    @Test
    void leavesOutAbortedTransactionsAtTheStartInTheMiddleAndAtTheEnd() throws Exception {
        String topic = Broker.topic(1);
        try (KafkaProducer<byte[], byte[]> producer =
                Broker.producer(Map.of("transactional.id", "tx-" + topic, "enable.idempotence", true))) {
            producer.initTransactions();
            transaction(producer, topic, 0, 3, false); // 0..2, marker 3
            transaction(producer, topic, 3, 6, true); // 4..6, marker 7
            transaction(producer, topic, 6, 9, false); // 8..10, marker 11
            transaction(producer, topic, 9, 12, true); // 12..14, marker 15
            transaction(producer, topic, 12, 15, false); // 16..18, marker 19
        }
        String[] committed = {"subscribe", topic, "kafka.isolation.level", "read_committed"};

        assertThat(Reads.values(Reads.range(topic, 0, 0, 20), Broker.input(committed)))
                .containsExactly("3", "4", "5", "9", "10", "11");
        assertThat(Reads.values(Reads.range(topic, 0, 0, 4), Broker.input(committed)))
                .isEmpty();
        assertThat(Reads.values(Reads.range(topic, 0, 5, 8), Broker.input(committed)))
                .containsExactly("4", "5");
        assertThat(Reads.values(Reads.range(topic, 0, 7, 8), Broker.input(committed)))
                .isEmpty();
        assertThat(Reads.values(Reads.range(topic, 0, 16, 20), Broker.input(committed)))
                .isEmpty();
        assertThat(Reads.values(Reads.range(topic, 0, 19, 20), Broker.input(committed)))
                .isEmpty();
        assertThat(Reads.values(Reads.range(topic, 0, 0, 20), Broker.input("subscribe", topic)))
                .isEqualTo(Reads.numbers(0, 15));
    }

    @Test
    void aStartBelowTheOldestRecordIsDataLoss() throws Exception {
        String topic = Broker.topic(1);
        Broker.numbers(topic, 0, 0, 20);
        deleteBefore(topic, 8);

        assertThatThrownBy(() -> Reads.values(Reads.range(topic, 0, 3, 20), Broker.input("subscribe", topic)))
                .isInstanceOf(DataLossException.class)
                .hasMessageContaining("'" + topic + "/0' begins at 8")
                .hasMessageContaining("offset 3")
                .extracting(e -> ((DataLossException) e).resumeFrom())
                .isEqualTo(Offsets.of(Map.of(topic + "/0", "8")));
        assertThat(Reads.values(Reads.range(topic, 0, 8, 20), Broker.input("subscribe", topic)))
                .isEqualTo(Reads.numbers(8, 20));
    }

    @Test
    void aRangeBeyondTheEndIsDataLossAndNotAnEndlessWait() throws Exception {
        String topic = Broker.topic(1);
        Broker.numbers(topic, 0, 0, 5);

        assertThatThrownBy(() -> Reads.values(Reads.range(topic, 0, 7, 9), Broker.input("subscribe", topic)))
                .isInstanceOf(DataLossException.class)
                .hasMessageContaining("ends at 5");
        assertThatThrownBy(() -> Reads.values(Reads.range(topic, 0, 0, 9), Broker.input("subscribe", topic)))
                .isInstanceOf(DataLossException.class)
                .hasMessageContaining("ends at 5, before the offset 9")
                .extracting(e -> ((DataLossException) e).resumeFrom())
                .isEqualTo(Offsets.of(Map.of(topic + "/0", "9")));
    }

    @Test
    void aTopicThatIsGoneIsDataLoss() throws Exception {
        String topic = Broker.topic(1);
        Broker.numbers(topic, 0, 0, 5);
        Broker.server().deleteTopic(topic);

        assertThatThrownBy(() -> Reads.values(Reads.range(topic, 0, 0, 5), Broker.input("subscribe", topic)))
                .isInstanceOf(DataLossException.class)
                .hasMessageContaining("'" + topic + "/0' is gone");
    }

    @Test
    void aBrokerThatDoesNotAnswerEndsInAMessageThatSaysWhatToCheck() {
        assertThatThrownBy(() -> Reads.values(
                        Reads.range("orders", 0, 3, 5),
                        Broker.input(
                                "subscribe", "orders",
                                "kafka.bootstrap.servers", "127.0.0.1:1",
                                "kafkaConsumer.pollTimeoutMs", "700")))
                .isInstanceOf(ConnectorException.class)
                .hasMessageContaining("Kafka at 127.0.0.1:1 could not read 'orders/0' at offset 3 (up to 5)")
                .hasMessageContaining("nothing came for 700 ms")
                .hasMessageContaining("check that the brokers run")
                .extracting(e -> ((ConnectorException) e).kind())
                .isEqualTo(ConnectorException.Kind.TRANSIENT);
    }

    private static void transaction(
            KafkaProducer<byte[], byte[]> producer, String topic, int from, int to, boolean commit) {
        producer.beginTransaction();
        for (int i = from; i < to; i++) {
            var unused = producer.send(new ProducerRecord<>(topic, 0, Broker.bytes("" + i), Broker.bytes("" + i)));
        }
        producer.flush(); // else the records of an aborted one never reach the log
        if (commit) {
            producer.commitTransaction();
        } else {
            producer.abortTransaction();
        }
    }

    private static void deleteBefore(String topic, long offset) throws Exception {
        Broker.admin()
                .deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(offset)))
                .all()
                .get();
    }
}
