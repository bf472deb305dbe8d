package io.millrace.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.DataLossException;
import io.millrace.api.Field;
import io.millrace.api.Options;
import io.millrace.api.RangeReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Who may use which consumer. */
class ConsumerPoolTest {
    private final AtomicLong clock = new AtomicLong();
    private final ConsumerPool pool = new ConsumerPool(3, Duration.ofMinutes(5), clock::get);

    @Test
    void theNextRangeIsReadByTheSameConsumerFromWhatIsLeftOver() throws Exception {
        String topic = Broker.topic(1);
        Broker.numbers(topic, 0, 0, 100);
        read(topic, 0, 10);
        assertThat(pool.size()).isEqualTo(1);

        PartitionConsumer consumer = take(topic, 10);
        assertThat(consumer.hasMore()).isTrue();
        pool.give(consumer);
        assertThat(read(topic, 10, 30)).isEqualTo(Reads.numbers(10, 30));
        assertThat(pool.size()).isEqualTo(1);
        assertThat(take(topic, 30)).isSameAs(consumer);
    }

    @Test
    void aConsumerThatStandsElsewhereGoesThere() throws Exception {
        String topic = Broker.topic(1);
        Broker.numbers(topic, 0, 0, 100);
        read(topic, 0, 50);
        assertThat(read(topic, 20, 30)).isEqualTo(Reads.numbers(20, 30));
        assertThat(read(topic, 90, 100)).isEqualTo(Reads.numbers(90, 100));
        assertThat(pool.size()).isEqualTo(1);
    }

    @Test
    void leftOversDoNotOutliveATopic() throws Exception {
        String topic = Broker.topic(1);
        Broker.numbers(topic, 0, 0, 10);
        read(topic, 0, 3);
        Broker.server().deleteTopic(topic);
        Broker.server().createTopic(topic, 1);
        Broker.numbers(topic, 0, 100, 110);
        clock.addAndGet(Duration.ofSeconds(11).toNanos());

        assertThat(read(topic, 3, 6)).isEqualTo(Reads.numbers(103, 106));
    }

    @Test
    void readersAtTheSameTimeHaveConsumersOfTheirOwn() throws Exception {
        String topic = Broker.topic(1);
        Broker.numbers(topic, 0, 0, 20);
        try (RangeReader one = open(topic, 0, 20);
                RangeReader other = open(topic, 0, 20)) {
            for (String value : Reads.numbers(0, 20)) {
                assertThat(Reads.text(one.next())).isEqualTo(value);
                assertThat(Reads.text(other.next())).isEqualTo(value);
            }
        }
        assertThat(pool.size()).isEqualTo(2);
    }

    @Test
    void manyThreadsNeverShareAConsumer() throws Exception {
        String topic = Broker.topic(1);
        Broker.numbers(topic, 0, 0, 1_000);
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<Callable<Boolean>> reads = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            int start = random.nextInt(900);
            int end = start + 1 + random.nextInt(100);
            reads.add(() -> read(topic, start, end).equals(Reads.numbers(start, end)));
        }
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            // A consumer used by two threads at once throws ConcurrentModificationException.
            for (Future<Boolean> read : threads.invokeAll(reads)) {
                assertThat(read.get()).as("seed %d", seed).isTrue();
            }
        } finally {
            threads.shutdown();
        }
        assertThat(pool.size()).isBetween(1, 3);
    }

    @Test
    void aConsumerThatFailedIsNotGivenBack() throws Exception {
        String topic = Broker.topic(1);
        Broker.numbers(topic, 0, 0, 5);
        assertThatThrownBy(() -> read(topic, 7, 9)).isInstanceOf(DataLossException.class);
        assertThat(pool.size()).isZero();
    }

    @Test
    void consumersOfOtherFieldsOrSettingsAreOthers() throws Exception {
        String topic = Broker.topic(1);
        Broker.numbers(topic, 0, 0, 5);
        read(topic, 0, 5);
        TopicPartition partition = new TopicPartition(topic, 0);
        Options options = Broker.input("subscribe", topic);
        ConsumerKey whole = ConsumerKey.of(partition, ConsumerKey.Use.RANGE, Reads.EVERYTHING, options);

        assertThat(whole)
                .isEqualTo(ConsumerKey.of(partition, ConsumerKey.Use.RANGE, Set.of(Field.KEY, Field.VALUE), options))
                .isNotEqualTo(ConsumerKey.of(partition, ConsumerKey.Use.RANGE, EnumSet.of(Field.KEY), options))
                .isNotEqualTo(ConsumerKey.of(partition, ConsumerKey.Use.TAIL, Reads.EVERYTHING, options))
                .isNotEqualTo(ConsumerKey.of(
                        partition,
                        ConsumerKey.Use.RANGE,
                        Reads.EVERYTHING,
                        Broker.input("subscribe", topic, "kafka.isolation.level", "read_committed")));
    }

    @Test
    void idleConsumersAreFewAndNotKeptForLong() throws Exception {
        for (int i = 0; i < 5; i++) {
            String topic = Broker.topic(1);
            Broker.numbers(topic, 0, 0, 2);
            read(topic, 0, 2);
        }
        assertThat(pool.size()).isEqualTo(3);
        clock.addAndGet(Duration.ofMinutes(4).toNanos());
        pool.sweep();
        assertThat(pool.size()).isEqualTo(3);
        clock.addAndGet(Duration.ofMinutes(1).toNanos());
        pool.sweep();
        assertThat(pool.size()).isZero();
    }

    private RangeReader open(String topic, long start, long end) throws Exception {
        return KafkaRangeReader.open(
                pool, Reads.range(topic, 0, start, end), Reads.EVERYTHING, Broker.input("subscribe", topic));
    }

    private List<String> read(String topic, long start, long end) throws Exception {
        try (RangeReader reader = open(topic, start, end)) {
            return Reads.texts(Reads.rest(reader));
        }
    }

    private PartitionConsumer take(String topic, long start) {
        ConsumerKey key = ConsumerKey.of(
                new TopicPartition(topic, 0),
                ConsumerKey.Use.RANGE,
                Reads.EVERYTHING,
                Broker.input("subscribe", topic));
        return pool.take(key, start, () -> {
            throw new AssertionError("there is one in the pool");
        });
    }
}
