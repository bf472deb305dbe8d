package io.millrace.bench;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Records that are sent one by one at a steady rate. Each value begins with the record's number and the nanoseconds of this
 * JVM's clock at which it was sent.
 */
final class Pulse implements AutoCloseable, Runnable {
    private final KafkaProducer<byte[], byte[]> producer;
    private final String topic;
    private final long pause;
    private final Thread thread;
    private volatile boolean stopped;
    private final AtomicLong sent = new AtomicLong();

    private Pulse(String brokers, String topic, int perSecond) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        this.producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        this.topic = topic;
        this.pause = TimeUnit.SECONDS.toNanos(1) / perSecond;
        this.thread = new Thread(this, "pulse");
    }

    /** Begins to send. */
    static Pulse start(String brokers, String topic, int perSecond) {
        Pulse pulse = new Pulse(brokers, topic, perSecond);
        pulse.thread.start();
        return pulse;
    }

    /** The number of a record. */
    static long number(byte[] value) {
        return ByteBuffer.wrap(value).getLong();
    }

    /** When a record was sent. */
    static long nanos(byte[] value) {
        return ByteBuffer.wrap(value).getLong(Long.BYTES);
    }

    /** How many records were sent so far, which is the number of the next one. */
    long sent() {
        return sent.get();
    }

    @Override
    public void run() {
        SplittableRandom random = new SplittableRandom();
        for (long due = System.nanoTime(); !stopped; due += pause) {
            for (long early = due - System.nanoTime(); early > 0; early = due - System.nanoTime()) {
                LockSupport.parkNanos(early);
            }
            long number = sent.getAndIncrement();
            byte[] value = new byte[TopicFiller.VALUE_BYTES];
            random.nextBytes(value);
            byte[] key = ByteBuffer.allocate(Long.BYTES).putLong(number).array();
            ByteBuffer.wrap(value).putLong(number).putLong(System.nanoTime());
            var unused = producer.send(new ProducerRecord<>(topic, key, value));
        }
    }

    /** Sends no more, and comes back when all that was sent has arrived. */
    @Override
    public void close() throws InterruptedException {
        stopped = true;
        thread.join();
        producer.close();
    }
}
