package io.millrace.bench;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Where the records of a {@link Pulse} arrive in the end: a consumer of its own that looks at the clock as soon as it has
 * them. What it adds itself is the same for each side.
 */
final class Arrivals implements AutoCloseable, Runnable {
    private static final Duration WAIT = Duration.ofMillis(200);
    private static final long MOST_MICROS = 600_000_000;

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Thread thread;
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
    private volatile boolean stopped;
    private volatile long last = -1;
    private volatile Window window = new Window(Long.MAX_VALUE, Long.MAX_VALUE);

    /** The records that count: from a number (inclusive) to another (exclusive). */
    private static final class Window {
        private final long from;
        private final long to;
        private final Histogram micros = new Histogram(MOST_MICROS, 3);

        private Window(long from, long to) {
            this.from = from;
            this.to = to;
        }

        private synchronized void add(long number, long latencyNanos) {
            if (number >= from && number < to) {
                micros.recordValue(Math.min(MOST_MICROS, latencyNanos / 1000));
            }
        }

        private synchronized Histogram micros() {
            return micros.copy();
        }
    }

    private Arrivals(String brokers, String topic) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        this.consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        this.thread = new Thread(this, "arrivals-" + topic);
    }

    /** Begins to watch a topic. */
    static Arrivals watch(String brokers, String topic) {
        Arrivals arrivals = new Arrivals(brokers, topic);
        arrivals.thread.start();
        return arrivals;
    }

    /** The highest number that has arrived; -1 before the first. */
    long last() {
        RuntimeException failed = failure.get();
        if (failed != null) {
            throw failed;
        }
        return last;
    }

    /** From now on only these records count. */
    void count(long from, long to) {
        window = new Window(from, to);
    }

    /** The latencies of those that counted, in microseconds. */
    Histogram micros() {
        return window.micros();
    }

    @Override
    public void run() {
        try (consumer) {
            while (!stopped) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(WAIT)) {
                    long now = System.nanoTime();
                    long number = Pulse.number(record.value());
                    window.add(number, now - Pulse.nanos(record.value()));
                    last = Math.max(last, number);
                }
            }
        } catch (RuntimeException e) {
            failure.set(e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        stopped = true;
        thread.join();
    }
}
