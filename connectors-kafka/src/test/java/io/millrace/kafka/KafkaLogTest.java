package io.millrace.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.Advance;
import io.millrace.api.Budget;
import io.millrace.api.ConnectorException;
import io.millrace.api.DataLossException;
import io.millrace.api.Log;
import io.millrace.api.Offsets;
import io.millrace.api.Options;
import io.millrace.api.Range;
import io.millrace.api.StartFrom;
import io.millrace.api.StopAt;
import io.millrace.api.Tip;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Planning against a real broker. */
class KafkaLogTest {
    private static final StopAt NOW = new StopAt.Now();

    @Test
    void startsAtTheEarliestAndTheLatest() throws Exception {
        String topic = Broker.topic(2);
        Broker.numbers(topic, 0, 0, 10);
        Broker.numbers(topic, 1, 0, 4);
        deleteBefore(topic, 3);
        try (Log log = open("subscribe", topic)) {
            assertThat(log.start(new StartFrom.Earliest()).positions())
                    .isEqualTo(Map.of(topic + "/0", "3", topic + "/1", "0"));
            assertThat(log.start(new StartFrom.Latest()).positions())
                    .isEqualTo(Map.of(topic + "/0", "10", topic + "/1", "4"));
        }
    }

    @Test
    void offsetsHoldTheTopicsId() throws Exception {
        String topic = Broker.topic(1);
        String id = Broker.topicId(topic);
        try (Log log = open("subscribe", topic)) {
            Offsets start = log.start(new StartFrom.Earliest());
            assertThat(start.identities()).isEqualTo(Map.of(topic, id));
            assertThat(log.advance(start, log.tip(NOW), Budget.UNLIMITED).end()).isEqualTo(start);
        }
    }

    @Test
    void startsAtTimestamps() throws Exception {
        String topic = Broker.topic(2);
        for (int partition = 0; partition < 2; partition++) {
            for (long second = 1; second <= 5; second++) {
                Broker.send(List.of(new ProducerRecord<>(topic, partition, second * 1000, null, Broker.bytes("v"))));
            }
        }
        SortedMap<String, Instant> each = new TreeMap<>(Map.of(topic + "/1", Instant.ofEpochSecond(4)));
        try (Log log = open("subscribe", topic)) {
            assertThat(log.start(new StartFrom.At(Instant.ofEpochSecond(2).plusNanos(1)))
                            .positions())
                    .isEqualTo(Map.of(topic + "/0", "2", topic + "/1", "2"));
            assertThat(log.start(new StartFrom.AtEach(each)).positions())
                    .isEqualTo(Map.of(topic + "/0", "0", topic + "/1", "3"));
            assertThat(log.start(new StartFrom.At(Instant.MAX)).positions())
                    .isEqualTo(Map.of(topic + "/0", "5", topic + "/1", "5"));
        }
        try (Log log = open("subscribe", topic, "startingOffsetsByTimestampStrategy", "error")) {
            assertThatThrownBy(() -> log.start(new StartFrom.At(Instant.ofEpochSecond(9))))
                    .hasMessageContaining(
                            "No record of " + topic + "/0 is as late as the starting timestamp 1970-01-01T00:00:09Z")
                    .hasMessageContaining("startingOffsetsByTimestampStrategy=latest");
        }
    }

    @Test
    void stopsAtTimestampsAndOffsets() throws Exception {
        String topic = Broker.topic(2);
        for (long second = 1; second <= 5; second++) {
            Broker.send(List.of(
                    new ProducerRecord<>(topic, 0, second * 1000, null, Broker.bytes("v")),
                    new ProducerRecord<>(topic, 1, second * 1000, null, Broker.bytes("v"))));
        }
        SortedMap<String, Instant> each = new TreeMap<>(Map.of(topic + "/1", Instant.ofEpochSecond(4)));
        try (Log log = open("subscribe", topic)) {
            Offsets start = log.start(new StartFrom.Earliest());
            assertThat(ends(log, start, new StopAt.At(Instant.ofEpochSecond(3))))
                    .isEqualTo(Map.of(topic + "/0", "2", topic + "/1", "2"));
            assertThat(ends(log, start, new StopAt.At(Instant.ofEpochSecond(9))))
                    .isEqualTo(Map.of(topic + "/0", "5", topic + "/1", "5"));
            assertThat(ends(log, start, new StopAt.AtEach(each)))
                    .isEqualTo(Map.of(topic + "/0", "5", topic + "/1", "3"));
            assertThat(ends(log, start, new StopAt.Exactly(Offsets.of(Map.of(topic + "/0", "1")))))
                    .isEqualTo(Map.of(topic + "/0", "1", topic + "/1", "5"));
            assertThat(ends(log, start, new StopAt.Exactly(Offsets.of(Map.of(topic + "/0", "latest")))))
                    .isEqualTo(Map.of(topic + "/0", "5", topic + "/1", "5"));
        }
    }

    @Test
    void aChosenEndBeforeTheStartIsNothingToReadAndNoLoss() throws Exception {
        String topic = Broker.topic(1);
        Broker.numbers(topic, 0, 0, 5);
        try (Log log = open("subscribe", topic)) {
            Offsets start = log.start(new StartFrom.Exactly(Offsets.of(Map.of(topic + "/0", "4"))));
            Tip tip = log.tip(new StopAt.Exactly(Offsets.of(Map.of(topic + "/0", "2"))));
            assertThat(log.advance(start, tip, Budget.UNLIMITED).end()).isEqualTo(start);
        }
    }

    @Test
    void startsAtPositionsAndWordsThatTheUserGives() throws Exception {
        String topic = Broker.topic(5);
        for (int partition = 0; partition < 5; partition++) {
            Broker.numbers(topic, partition, 0, 6);
        }
        try (Log log = open("subscribe", topic)) {
            Offsets given = Offsets.of(
                    Map.of(topic + "/0", "4", topic + "/1", "latest", topic + "/2", "earliest", topic + "/3", "-1"));
            assertThat(log.start(new StartFrom.Exactly(given)).positions())
                    .isEqualTo(Map.of(
                            topic + "/0",
                            "4",
                            topic + "/1",
                            "6",
                            topic + "/2",
                            "0",
                            topic + "/3",
                            "6",
                            topic + "/4",
                            "0"));
        }
    }

    @Test
    void refusesStartsThatCannotBe() throws Exception {
        String topic = Broker.topic(1);
        Broker.numbers(topic, 0, 0, 6);
        try (Log log = open("subscribe", topic)) {
            assertSettings(() -> startAt(log, topic + "/0", "7"))
                    .hasMessageContaining("starting offsets give '7' for " + topic + "/0")
                    .hasMessageContaining("from 0 up to 6");
            assertSettings(() -> startAt(log, topic + "/0", "ealiest"))
                    .hasMessageContaining("give 'ealiest'")
                    .hasMessageContaining("earliest or latest");
            assertSettings(() -> startAt(log, topic + "/3", "0"))
                    .hasMessageContaining("name " + topic + "/3, which this query does not read")
                    .hasMessageContaining("it reads " + topic + "/0");
            assertSettings(() -> startAt(log, "nonsense", "0")).hasMessageContaining("expected topic/number");
            assertSettings(() -> log.tip(new StopAt.Exactly(Offsets.of(Map.of(topic + "/0", "8")))))
                    .hasMessageContaining("ending offsets give '8'");
        }
    }

    @Test
    void sharesABudgetAmongPartitions() throws Exception {
        String topic = Broker.topic(2);
        Broker.numbers(topic, 0, 0, 90);
        Broker.numbers(topic, 1, 0, 10);
        try (Log log = open("subscribe", topic)) {
            Offsets start = log.start(new StartFrom.Earliest());
            Tip tip = log.tip(NOW);
            Advance advance = log.advance(start, tip, Budget.ofRecords(20));
            assertThat(advance.end().positions()).isEqualTo(Map.of(topic + "/0", "18", topic + "/1", "2"));
            assertThat(log.behind(advance.end(), tip).get(topic + "/0"))
                    .extracting(backlog -> backlog == null ? null : backlog.records())
                    .isEqualTo(OptionalLong.of(72));
            assertThat(log.ends(tip))
                    .hasValueSatisfying(ends ->
                            assertThat(ends.positions()).isEqualTo(Map.of(topic + "/0", "90", topic + "/1", "10")));
        }
    }

    @Test
    void aLimitInBytesLimitsTheBatch() throws Exception {
        String topic = Broker.topic(1);
        byte[] kilobyte = new byte[1000];
        for (int i = 0; i < 100; i++) {
            Broker.send(List.of(new ProducerRecord<>(topic, 0, null, kilobyte)));
        }
        try (Log log = open("subscribe", topic)) {
            Offsets start = log.start(new StartFrom.Earliest());
            Budget budget = new Budget(Long.MAX_VALUE, 10_000, Budget.UNLIMITED.span());
            Offsets end = log.advance(start, log.tip(NOW), budget).end();
            assertThat(Integer.parseInt(end.position(topic + "/0"))).isBetween(5, 10);
            Budget tiny = new Budget(Long.MAX_VALUE, 1, Budget.UNLIMITED.span());
            assertThat(log.advance(start, log.tip(NOW), tiny).end().position(topic + "/0"))
                    .isEqualTo("1");
        }
    }

    @Test
    void newPartitionsAndTopicsAreReadFromTheirBeginning() throws Exception {
        String topic = Broker.topic(1);
        Broker.numbers(topic, 0, 0, 5);
        try (Log log = open("subscribePattern", topic + "(-.*)?")) {
            Offsets start = log.start(new StartFrom.Latest());
            Broker.admin()
                    .createPartitions(Map.of(topic, NewPartitions.increaseTo(2)))
                    .all()
                    .get();
            Broker.server().createTopic(topic + "-more", 1);
            Broker.numbers(topic + "-more", 0, 0, 3);
            Awaitility.await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> Broker.numbers(topic, 1, 0, 2));

            Offsets end = log.advance(start, log.tip(NOW), Budget.UNLIMITED).end();
            assertThat(log.plan(start, end))
                    .containsExactlyInAnyOrder(
                            new Range(topic + "/1", "", end.position(topic + "/1")),
                            new Range(topic + "-more/0", "", "3"));
            Offsets discovered = log.discover(start).end();
            assertThat(discovered.positions())
                    .isEqualTo(Map.of(topic + "/0", "5", topic + "/1", "0", topic + "-more/0", "0"));
        }
    }

    @Test
    void aNewPartitionThatBeginsLateEntersTheOffsetsWithItsBeginning() throws Exception {
        String topic = Broker.topic(1);
        try (Log log = open("subscribePattern", topic + "(-.*)?")) {
            Offsets start = log.start(new StartFrom.Latest());
            Broker.server().createTopic(topic + "-late", 1);
            Broker.numbers(topic + "-late", 0, 0, 10);
            deleteBefore(topic + "-late", 6);

            Tip tip = log.tip(NOW);
            Offsets entered = log.advance(start, tip, Budget.UNLIMITED).end();
            assertThat(entered.position(topic + "-late/0")).isEqualTo("6");
            for (Range range : log.plan(start, entered)) {
                assertThat(Reads.values(range, Broker.input("subscribePattern", topic + "(-.*)?")))
                        .isEmpty();
            }
            Offsets end = log.advance(entered, tip, Budget.UNLIMITED).end();
            assertThat(log.plan(entered, end)).containsExactly(new Range(topic + "-late/0", "6", "10"));
            assertThat(log.advance(end, tip, Budget.UNLIMITED).end()).isEqualTo(end);
            assertThat(log.discover(start).end().position(topic + "-late/0")).isEqualTo("6");
        }
    }

    @Test
    void readsAssignedPartitionsOnly() throws Exception {
        String topic = Broker.topic(3);
        try (Log log = open("assign", "{\"" + topic + "\":[0,2]}")) {
            assertThat(log.start(new StartFrom.Earliest()).positions().keySet())
                    .containsExactly(topic + "/0", topic + "/2");
        }
        try (Log log = open("assign", topic + "/1")) {
            assertThat(log.start(new StartFrom.Earliest()).positions().keySet()).containsExactly(topic + "/1");
        }
        assertSettings(() -> open("assign", topic + "/1, " + topic + "/9").close())
                .hasMessageContaining("'assign' names partitions that do not exist: " + topic + "/9");
    }

    @Test
    void splitsLargeRangesAlikeEachTime() throws Exception {
        String topic = Broker.topic(2);
        Offsets from = Offsets.of(Map.of(topic + "/0", "10", topic + "/1", "0"));
        Offsets to = Offsets.of(Map.of(topic + "/0", "110", topic + "/1", "10"));
        try (Log log = open("subscribe", topic, "maxRecordsPerPartition", "40")) {
            assertThat(log.plan(from, to))
                    .isEqualTo(log.plan(from, to))
                    .containsExactly(
                            new Range(topic + "/0", "10", "44"),
                            new Range(topic + "/0", "44", "77"),
                            new Range(topic + "/0", "77", "110"),
                            new Range(topic + "/1", "0", "10"));
        }
        try (Log log = open("subscribe", topic, "minPartitions", "6")) {
            List<Range> ranges = log.plan(from, to);
            assertThat(ranges).hasSizeBetween(6, 7);
            assertThat(ranges.get(0).start()).isEqualTo("10");
        }
    }

    @Test
    void seesCommittedTransactionsOnlyWhenAskedTo() throws Exception {
        String topic = Broker.topic(1);
        try (KafkaProducer<byte[], byte[]> producer = Broker.producer(Map.of("transactional.id", "tx-" + topic));
                Log all = open("subscribe", topic);
                Log committed = open("subscribe", topic, "kafka.isolation.level", "read_committed")) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(topic, 0, null, Broker.bytes("open")))
                    .get();
            Offsets read = all.start(new StartFrom.Latest());
            assertThat(read.position(topic + "/0")).isEqualTo("1");
            assertThat(committed.start(new StartFrom.Latest()).position(topic + "/0"))
                    .isEqualTo("0");
            // Read before without regard to transactions: no loss, only nothing new.
            assertThat(committed
                            .advance(read, committed.tip(NOW), Budget.UNLIMITED)
                            .end())
                    .isEqualTo(read);
            producer.commitTransaction();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> committed
                            .start(new StartFrom.Latest())
                            .position(topic + "/0")
                            .equals("2"));
        }
    }

    @Test
    void aTopicDeletedAndCreatedAgainIsLossEvenWhenItHoldsMore() throws Exception {
        String topic = Broker.topic(1);
        Broker.numbers(topic, 0, 0, 5);
        Offsets saved;
        try (Log log = open("subscribe", topic)) {
            saved = log.advance(log.start(new StartFrom.Earliest()), log.tip(NOW), Budget.UNLIMITED)
                    .end();
            recreate(topic);
            Broker.numbers(topic, 0, 100, 120);
            assertThatThrownBy(() -> log.advance(saved, log.tip(NOW), Budget.UNLIMITED))
                    .isInstanceOf(DataLossException.class)
                    .hasMessageContaining("'" + topic + "' was deleted and created again");
            DataLossException loss = loss(log, saved);
            Offsets end = log.advance(loss.resumeFrom(), log.tip(NOW), Budget.UNLIMITED)
                    .end();
            assertThat(log.plan(loss.resumeFrom(), end)).containsExactly(new Range(topic + "/0", "", "20"));
        }
        assertThat(Reads.values(Reads.range(topic, 0, 0, 20), Broker.input("subscribe", topic)))
                .isEqualTo(Reads.numbers(100, 120));
    }

    @Test
    void savedOffsetsBelowAndAboveWhatIsKeptAreLoss() throws Exception {
        String topic = Broker.topic(2);
        Broker.numbers(topic, 0, 0, 10);
        Broker.numbers(topic, 1, 0, 10);
        deleteBefore(topic, 6);
        try (Log log = open("subscribe", topic)) {
            Offsets start = log.start(new StartFrom.Earliest());
            Offsets below = start.with(topic + "/0", "2");
            DataLossException loss = loss(log, below);
            assertThat(loss).hasMessageContaining("'" + topic + "/0' begins at 6 now, after the saved offset 2");
            assertThat(loss.resumeFrom()).isEqualTo(start);
            loss = loss(log, start.with(topic + "/1", "11"));
            assertThat(loss).hasMessageContaining("'" + topic + "/1' ends at 10, before the saved offset 11");
            assertThat(loss.resumeFrom()).isEqualTo(start.with(topic + "/1", "10"));
            Offsets inside = start.with(topic + "/0", "7");
            assertThat(log.plan(
                            inside,
                            log.advance(inside, log.tip(NOW), Budget.UNLIMITED).end()))
                    .contains(new Range(topic + "/0", "7", "10"));
        }
    }

    @Test
    void aTopicThatVanishesIsLoss() throws Exception {
        String topic = Broker.topic(1);
        String other = Broker.topic(1);
        Broker.numbers(topic, 0, 0, 5);
        try (Log log = open("subscribe", topic + "," + other)) {
            Offsets saved = log.start(new StartFrom.Latest());
            Broker.server().deleteTopic(topic);
            DataLossException loss = loss(log, saved);
            assertThat(loss).hasMessageContaining("'" + topic + "/0' is gone; it was read up to 5");
            assertThat(loss.resumeFrom().positions()).isEqualTo(Map.of(other + "/0", "0"));
            assertThat(log.advance(loss.resumeFrom(), log.tip(NOW), Budget.UNLIMITED)
                            .end()
                            .positions())
                    .isEqualTo(Map.of(other + "/0", "0"));
        }
    }

    @Test
    void aTopicThatIsLeftOutOfTheOptionsIsLossAndOneThatIsAddedIsReadFromItsBeginning() throws Exception {
        String stays = Broker.topic(1);
        String goes = Broker.topic(1);
        String comes = Broker.topic(1);
        Broker.numbers(comes, 0, 0, 3);
        Offsets saved;
        try (Log log = open("subscribe", stays + "," + goes)) {
            saved = log.start(new StartFrom.Latest());
        }
        try (Log log = open("subscribe", stays + "," + comes)) {
            DataLossException loss = loss(log, saved);
            assertThat(loss).hasMessageContaining(goes);
            Offsets end = log.advance(loss.resumeFrom(), log.tip(NOW), Budget.UNLIMITED)
                    .end();
            assertThat(log.plan(loss.resumeFrom(), end)).containsExactly(new Range(comes + "/0", "", "3"));
        }
    }

    @Test
    void writesOffsetsToAGroupForLagTools() throws Exception {
        String topic = Broker.topic(1);
        Broker.numbers(topic, 0, 0, 5);
        String group = "lag-of-" + topic;
        try (Log log = open("subscribe", topic, "commitOffsetsToGroup", group)) {
            log.committed(Offsets.of(Map.of(topic + "/0", "3")));
        }
        assertThat(Broker.admin()
                        .listConsumerGroupOffsets(group)
                        .partitionsToOffsetAndMetadata()
                        .get()
                        .get(new TopicPartition(topic, 0)))
                .extracting(offset -> offset == null ? -1 : offset.offset())
                .isEqualTo(3L);
    }

    @Test
    void refusesATopicThatDoesNotExist() {
        assertSettings(() -> open("subscribe", "nowhere").close())
                .hasMessageContaining("Kafka at " + Broker.server().bootstrap() + " has no topic 'nowhere'")
                .hasMessageContaining("create it or correct the name");
    }

    private static Log open(String... options) throws IOException {
        Options read = Broker.input(options);
        return new KafkaInput().open(read);
    }

    private static Map<String, String> ends(Log log, Offsets from, StopAt stop) throws IOException {
        return log.advance(from, log.tip(stop), Budget.UNLIMITED).end().positions();
    }

    private static Offsets startAt(Log log, String partition, String position) throws IOException {
        return log.start(new StartFrom.Exactly(Offsets.of(Map.of(partition, position))));
    }

    private static DataLossException loss(Log log, Offsets from) throws IOException {
        try {
            Offsets end = log.advance(from, log.tip(NOW), Budget.UNLIMITED).end();
            throw new AssertionError("Nothing lost from " + from + " to " + end);
        } catch (DataLossException e) {
            return e;
        }
    }

    static org.assertj.core.api.AbstractThrowableAssert<?, ?> assertSettings(
            org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ConnectorException.class,
                        e -> assertThat(e.kind()).isEqualTo(ConnectorException.Kind.SETTINGS));
    }

    private static void recreate(String topic) {
        Broker.server().deleteTopic(topic);
        Broker.server().createTopic(topic, 1);
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .ignoreException(UnknownTopicOrPartitionException.class)
                .until(() -> !Broker.admin()
                        .describeTopics(List.of(topic))
                        .allTopicNames()
                        .get()
                        .isEmpty());
    }

    private static void deleteBefore(String topic, long offset) throws Exception {
        Broker.admin()
                .deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(offset)))
                .all()
                .get();
    }
}
