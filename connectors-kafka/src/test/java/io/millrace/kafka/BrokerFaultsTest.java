package io.millrace.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.Columns;
import io.millrace.api.ConnectorException;
import io.millrace.api.Event;
import io.millrace.api.Options;
import io.millrace.api.RangeReader;
import io.millrace.api.Tail;
import io.millrace.api.WriteTask;
import io.millrace.api.Writer;
import io.millrace.testkit.server.TcpProxy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** What a reader does while the broker is away, and after. */
class BrokerFaultsTest {
    private static final int RECORDS = 2_000;

    @Test
    void aReaderThatLosesTheBrokerFailsInTimeAndAnotherGoesOnAtItsPosition() throws Exception {
        String topic = wideTopic();
        Options options = Broker.input("subscribe", topic, "kafkaConsumer.pollTimeoutMs", "1500ms");
        List<String> values = new ArrayList<>();
        String position;
        try (RangeReader reader = new KafkaInput().read(Reads.range(topic, 0, 0, RECORDS), Reads.EVERYTHING, options)) {
            for (int i = 0; i < 500; i++) {
                values.add(numberOf(Objects.requireNonNull(reader.next())));
            }
            Broker.server().kill();
            ConnectorException failure = failure(reader, values);
            assertThat(failure.kind()).isEqualTo(ConnectorException.Kind.TRANSIENT);
            assertThat(failure).hasMessageContaining("could not read '" + topic + "/0' at offset " + reader.position());
            position = reader.position();
        }
        Broker.server().restart();

        assertThat(values).hasSizeBetween(500, RECORDS - 1);
        Options patient = Broker.input("subscribe", topic);
        Reads.events(Reads.range(topic, 0, Long.parseLong(position), RECORDS), patient)
                .forEach(event -> values.add(numberOf(event)));
        assertThat(values).isEqualTo(Reads.numbers(0, RECORDS));
    }

    @Test
    void aReaderSurvivesABrokerThatComesBackInTime() throws Exception {
        String topic = wideTopic();
        try (RangeReader reader = new KafkaInput()
                .read(Reads.range(topic, 0, 0, RECORDS), Reads.EVERYTHING, Broker.input("subscribe", topic))) {
            List<String> values = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                values.add(numberOf(Objects.requireNonNull(reader.next())));
            }
            Broker.server().kill();
            Broker.server().restart();
            Reads.rest(reader).forEach(event -> values.add(numberOf(event)));
            assertThat(values).isEqualTo(Reads.numbers(0, RECORDS));
        }
    }

    @Test
    void aTailSurvivesABrokerThatStandsStill() throws Exception {
        String topic = Broker.topic(1);
        Broker.numbers(topic, 0, 0, 3);
        try (Tail tail = new KafkaInput().tail(topic + "/0", "0", Reads.EVERYTHING, Broker.input("subscribe", topic))) {
            assertThat(Reads.poll(tail, 3)).hasSize(3);
            Broker.server().pause();
            try {
                assertThat(tail.poll(Duration.ofSeconds(1))).isNull();
            } finally {
                Broker.server().resume();
            }
            Broker.numbers(topic, 0, 3, 5);
            assertThat(Reads.texts(Reads.poll(tail, 2))).containsExactly("3", "4");
        }
    }

    @Test
    void aReaderSurvivesConnectionsThatAreCut() throws Exception {
        String topic = wideTopic();
        TcpProxy proxy = Broker.server().proxy("FAULTY");
        try (RangeReader reader =
                new KafkaInput().read(Reads.range(topic, 0, 0, RECORDS), Reads.EVERYTHING, faulty(topic, "20s"))) {
            List<String> values = new ArrayList<>();
            for (int i = 0; i < RECORDS; i++) {
                if (i % 400 == 399) {
                    proxy.cut();
                }
                values.add(numberOf(Objects.requireNonNull(reader.next())));
            }
            assertThat(reader.next()).isNull();
            assertThat(values).isEqualTo(Reads.numbers(0, RECORDS));
        }
    }

    @Test
    void aReaderThatStallsFailsInTime() throws Exception {
        String topic = wideTopic();
        TcpProxy proxy = Broker.server().proxy("FAULTY");
        List<String> values = new ArrayList<>();
        try (RangeReader reader =
                new KafkaInput().read(Reads.range(topic, 0, 0, RECORDS), Reads.EVERYTHING, faulty(topic, "1500ms"))) {
            values.add(numberOf(Objects.requireNonNull(reader.next())));
            proxy.stall();
            try {
                assertThat(failure(reader, values).kind()).isEqualTo(ConnectorException.Kind.TRANSIENT);
                assertThat(reader.position()).isEqualTo("" + values.size());
            } finally {
                proxy.resume();
            }
        }
    }

    @Test
    void aWriterSurvivesConnectionsThatAreCutAndLosesNothing() throws Exception {
        String topic = Broker.topic(1);
        TcpProxy proxy = Broker.server().proxy("FAULTY");
        Options options = new KafkaOutput()
                .options()
                .read(Map.of("kafka.bootstrap.servers", Broker.server().bootstrap("FAULTY"), "topic", topic));
        try (Writer writer = new KafkaOutput()
                .open(new WriteTask("q", 0, 0, 0), new Columns("value STRING"), options, (row, why) -> {
                    throw why;
                })) {
            for (int i = 0; i < RECORDS; i++) {
                if (i % 400 == 399) {
                    proxy.cut();
                }
                writer.write(TestRow.of("" + i));
            }
            writer.complete();
        }
        // Idempotent: what the producer sends again after a cut is not there twice.
        assertThat(Reads.values(Reads.range(topic, 0, 0, RECORDS), Broker.input("subscribe", topic)))
                .isEqualTo(Reads.numbers(0, RECORDS));
    }

    private static Options faulty(String topic, String timeout) {
        return Broker.input(
                "subscribe", topic,
                "kafka.bootstrap.servers", Broker.server().bootstrap("FAULTY"),
                "kafkaConsumer.pollTimeoutMs", timeout);
    }

    /** Records so wide that no reader holds them all at once. */
    private static String wideTopic() throws Exception {
        String topic = Broker.topic(1, Map.of("segment.bytes", "10000000"));
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < RECORDS; i++) {
            records.add(new ProducerRecord<>(topic, 0, Broker.bytes("" + i), new byte[10_000]));
        }
        Broker.send(records);
        return topic;
    }

    private static String numberOf(Event event) {
        byte[] key = event.key();
        return key == null ? "" : new String(key, StandardCharsets.UTF_8);
    }

    private static ConnectorException failure(RangeReader reader, List<String> values) throws IOException {
        try {
            for (Event event = reader.next(); event != null; event = reader.next()) {
                values.add(numberOf(event));
            }
            throw new AssertionError("read to the end without a broker");
        } catch (ConnectorException e) {
            return e;
        }
    }
}
