package io.millrace.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.Columns;
import io.millrace.api.ConnectorException;
import io.millrace.api.Delivery;
import io.millrace.api.Event;
import io.millrace.api.Header;
import io.millrace.api.Options;
import io.millrace.api.Rejects;
import io.millrace.api.WriteTask;
import io.millrace.api.Writer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Writing to a real broker. */
class KafkaOutputTest {
    private static final WriteTask TASK = new WriteTask("q", 7, 3, 0);
    private static final Rejects NONE = (row, why) -> {
        throw why;
    };
    private static final Columns VALUE = new Columns("value STRING");

    @Test
    void writesKeysValuesHeadersTopicsAndPartitions() throws Exception {
        String topic = Broker.topic(3);
        Columns columns = new Columns("topic STRING, partition INT, key BINARY, value BINARY,"
                + " headers ARRAY<STRUCT<key: STRING, value: BINARY>>");
        try (Writer writer = open(columns, Broker.output(), NONE)) {
            writer.write(TestRow.of(
                    topic,
                    2,
                    Broker.bytes("k"),
                    Broker.bytes("v"),
                    TestRow.of(
                            TestRow.of("twice", Broker.bytes("a")),
                            TestRow.of("twice", Broker.bytes("b")),
                            TestRow.of("none", null))));
            writer.write(TestRow.of(topic, 2, null, null, null));
            assertThat(writer.complete()).isEmpty();
        }

        List<Event> events = Reads.events(Reads.range(topic, 2, 0, 2), Broker.input("subscribe", topic));
        assertThat(events.get(0).key()).isEqualTo(Broker.bytes("k"));
        assertThat(events.get(0).value()).isEqualTo(Broker.bytes("v"));
        assertThat(events.get(0).headers()).extracting(Header::name).containsExactly("twice", "twice", "none");
        assertThat(events.get(0).headers().get(1).value()).isEqualTo(Broker.bytes("b"));
        assertThat(events.get(0).headers().get(2).value()).isNull();
        assertThat(events.get(1).key()).isNull();
        assertThat(events.get(1).value()).isNull();
        assertThat(events.get(1).headers()).isEmpty();
    }

    @Test
    void theTopicOptionWinsOverTheColumn() throws Exception {
        String topic = Broker.topic(1);
        try (Writer writer = open(new Columns("topic STRING, value STRING"), Broker.output("topic", topic), NONE)) {
            writer.write(TestRow.of("elsewhere", "v"));
            writer.complete();
        }
        assertThat(Reads.values(Reads.range(topic, 0, 0, 1), Broker.input("subscribe", topic)))
                .containsExactly("v");
    }

    @Test
    void manyRowsComeInTheirOrder() throws Exception {
        String topic = Broker.topic(1);
        try (Writer writer = open(VALUE, Broker.output("topic", topic), NONE)) {
            for (String number : Reads.numbers(0, 20_000)) {
                writer.write(TestRow.of(number));
            }
            writer.flush();
            writer.complete();
        }
        assertThat(Reads.values(Reads.range(topic, 0, 0, 20_000), Broker.input("subscribe", topic)))
                .isEqualTo(Reads.numbers(0, 20_000));
    }

    @Test
    void marksRecordsWithTheirEpochWhenAskedTo() throws Exception {
        String topic = Broker.topic(1);
        try (Writer writer = open(VALUE, Broker.output("topic", topic, "epochHeaders", "true"), NONE)) {
            writer.write(TestRow.of("a"));
            writer.write(TestRow.of("b"));
            writer.complete();
        }
        List<Event> events = Reads.events(Reads.range(topic, 0, 0, 2), Broker.input("subscribe", topic));
        assertThat(headers(events.get(1)))
                .isEqualTo(Map.of(
                        "millrace.query", "q",
                        "millrace.epoch", "7",
                        "millrace.partition", "3",
                        "millrace.sequence", "1"));
        assertThat(headers(events.get(0))).containsEntry("millrace.sequence", "0");
    }

    @Test
    void promisesAtLeastOnce() throws Exception {
        String topic = Broker.topic(1);
        assertThat(new KafkaOutput().check(VALUE, Broker.output("topic", topic)))
                .isEqualTo(new Delivery.AtLeastOnce());
    }

    @Test
    void refusesColumnsThatItDoesNotKnowOrCannotWrite() {
        Columns columns =
                new Columns("valeu STRING, key BIGINT, headers MAP<STRING,STRING>, partition STRING, extra INT");
        assertThatThrownBy(() -> new KafkaOutput().check(columns, Broker.output()))
                .hasMessageContaining("'valeu' is not known, did you mean 'value'?")
                .hasMessageContaining("'key' is BIGINT, but must be STRING or BINARY")
                .hasMessageContaining(
                        "'headers' is MAP<STRING,STRING>, but must be ARRAY<STRUCT<key: STRING, value: BINARY>>")
                .hasMessageContaining("'partition' is STRING, but must be INT")
                .hasMessageContaining("'extra' is not known")
                .hasMessageContaining("'value' is missing")
                .hasMessageContaining("neither a column 'topic' nor an option 'topic'")
                .hasMessageContaining("select these and no others");
    }

    @Test
    void refusesATopicThatDoesNotExistBeforeAnyDataMoves() {
        KafkaLogTest.assertSettings(() -> new KafkaOutput().check(VALUE, Broker.output("topic", "nowhere")))
                .hasMessageContaining("has no topic 'nowhere'; create it or correct the name");
    }

    @Test
    void refusesSettingsThatBreakThePromise() {
        KafkaLogTest.assertSettings(
                        () -> new KafkaOutput().check(VALUE, Broker.output("topic", "t", "kafka.acks", "1")))
                .hasMessageContaining("'kafka.acks'='1'")
                .hasMessageContaining("acks=all");
        KafkaLogTest.assertSettings(() -> Broker.output("kafka.transactional.id", "x"))
                .hasMessageContaining("'kafka.transactional.id' is not allowed");
        KafkaLogTest.assertSettings(() -> Broker.output("kafka.value.serializer", "x"))
                .hasMessageContaining("'kafka.value.serializer' is not allowed");
    }

    @Test
    void rejectsRowsOfWhichNoRecordCanBeMade() throws Exception {
        String topic = Broker.topic(2);
        List<String> rejected = new ArrayList<>();
        Columns columns = new Columns("topic STRING, partition INT, key STRING, value BINARY,"
                + " headers ARRAY<STRUCT<key: STRING, value: BINARY>>");
        try (Writer writer = open(columns, Broker.output(), (row, why) -> rejected.add(why.getMessage()))) {
            writer.write(TestRow.of(null, null, "a", Broker.bytes("v"), null));
            writer.write(TestRow.of(topic, 2, "b", Broker.bytes("v"), null));
            writer.write(TestRow.of(topic, -1, "c", Broker.bytes("v"), null));
            writer.write(TestRow.of(topic, 0, "d", Broker.bytes("v"), TestRow.of(TestRow.of(null, null))));
            writer.write(TestRow.of(topic, 0, "e", new byte[2_000_000], null));
            writer.write(TestRow.of(topic, 0, "f", Broker.bytes("fine"), null));
            writer.complete();
        }
        assertThat(rejected).hasSize(5);
        assertThat(rejected.get(0)).contains("key 'a' has null in its column 'topic'");
        assertThat(rejected.get(1)).contains("key 'b' asks for partition 2 of topic '" + topic + "', which has 2");
        assertThat(rejected.get(2)).contains("asks for partition -1");
        assertThat(rejected.get(3)).contains("key 'd' has a header without a name");
        assertThat(rejected.get(4))
                .contains("the record with key 'e' (2000001 bytes) to topic '" + topic + "': too large")
                .contains("kafka.max.request.size");
        assertThat(Reads.values(Reads.range(topic, 0, 0, 1), Broker.input("subscribe", topic)))
                .containsExactly("fine");
    }

    @Test
    void aRecordThatTheBrokerFindsTooLargeFailsWithItsKeyTopicAndSize() throws Exception {
        String topic = Broker.topic(1, Map.of("max.message.bytes", "1000"));
        try (Writer writer = open(new Columns("key STRING, value BINARY"), Broker.output("topic", topic), NONE)) {
            writer.write(TestRow.of("big", new byte[5_000]));
            assertThatThrownBy(writer::complete)
                    .hasMessageContaining("the record with key 'big' (5003 bytes) to topic '" + topic + "': too large")
                    .hasMessageContaining("raise max.message.bytes of the topic")
                    .extracting(e -> ((ConnectorException) e).kind())
                    .isEqualTo(ConnectorException.Kind.MALFORMED);
        }
    }

    @Test
    void aMissingTopicInTheColumnFailsWithTheKeyAndTheTopic() throws Exception {
        try (Writer writer = open(
                new Columns("topic STRING, key STRING, value STRING"),
                Broker.output("kafka.max.block.ms", "1000"),
                NONE)) {
            assertThatThrownBy(() -> writer.write(TestRow.of("nowhere", "k", "v")))
                    .isInstanceOf(ConnectorException.class)
                    .hasMessageContaining("the record with key 'k' (2 bytes) to topic 'nowhere'")
                    .hasMessageContaining("Topic nowhere not present in metadata");
        }
    }

    @Test
    void aBrokerThatIsAwayFailsTheTaskInTheTimeThatTheUserSets() throws Exception {
        String topic = Broker.topic(1);
        Options options =
                Broker.output("topic", topic, "kafka.delivery.timeout.ms", "2000", "kafka.max.block.ms", "2000");
        ProducerPool pool = new ProducerPool(Duration.ofMinutes(5));
        try (Writer writer = KafkaWriter.open(pool, TASK, VALUE, options, NONE)) {
            writer.write(TestRow.of("before"));
            Broker.server().pause();
            try {
                writer.write(TestRow.of("during"));
                assertThatThrownBy(writer::complete)
                        .isInstanceOf(ConnectorException.class)
                        .hasMessageContaining("to topic '" + topic + "': no answer in time")
                        .extracting(e -> ((ConnectorException) e).kind())
                        .isEqualTo(ConnectorException.Kind.TRANSIENT);
            } finally {
                Broker.server().resume();
            }
            assertThatThrownBy(() -> writer.write(TestRow.of("after"))).hasMessageContaining("no answer in time");
        }
        assertThat(pool.size()).as("a producer that failed is not used again").isZero();
        try (Writer writer = KafkaWriter.open(pool, TASK, VALUE, options, NONE)) {
            writer.write(TestRow.of("again"));
            writer.complete();
        }
    }

    @Test
    void whatIsNotCompletedIsLeftWithoutWaiting() throws Exception {
        String topic = Broker.topic(1);
        Broker.server().pause();
        try {
            long start = System.nanoTime();
            Writer writer = open(VALUE, Broker.output("topic", topic, "kafka.max.block.ms", "300"), NONE);
            assertThatThrownBy(() -> {
                        writer.write(TestRow.of("v"));
                        writer.write(TestRow.of("v"));
                    })
                    .isInstanceOf(ConnectorException.class);
            writer.close();
            writer.close();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        } finally {
            Broker.server().resume();
        }
    }

    @Test
    void writersWithEqualOptionsShareAProducer() throws Exception {
        String topic = Broker.topic(1);
        ProducerPool pool = new ProducerPool(Duration.ofMinutes(5));
        Options options = Broker.output("topic", topic);
        try (Writer one = KafkaWriter.open(pool, TASK, VALUE, options, NONE);
                Writer other = KafkaWriter.open(pool, TASK, VALUE, options, NONE)) {
            one.write(TestRow.of("1"));
            other.write(TestRow.of("2"));
            one.complete();
            other.complete();
        }
        assertThat(pool.size()).isEqualTo(1);
        assertThat(Reads.values(Reads.range(topic, 0, 0, 2), Broker.input("subscribe", topic)))
                .containsExactlyInAnyOrder("1", "2");
    }

    private static Writer open(Columns columns, Options options, Rejects rejects) throws IOException {
        return new KafkaOutput().open(TASK, columns, options, rejects);
    }

    private static Map<String, String> headers(Event event) {
        return event.headers().stream().collect(Collectors.toMap(Header::name, header -> {
            byte[] value = header.value();
            return value == null ? "" : new String(value, StandardCharsets.UTF_8);
        }));
    }
}
