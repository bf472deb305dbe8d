package io.millrace.kafka;

import io.millrace.api.Options;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The producers of this JVM, one for all tasks with equal settings: a producer is safe for many threads, and shared it makes
 * larger batches. One that failed is handed out no more, and one that nobody used for a while is closed. Safe for many
 * threads.
 */
final class ProducerPool {
    /** The one of this JVM. */
    static final ProducerPool SHARED = new ProducerPool(Duration.ofMinutes(5));

    private final Duration kept;
    private final Map<Map<String, String>, Shared> producers = new HashMap<>();
    private boolean sweepIsDue;

    /** A producer and how many writers use it. Guarded by the pool. */
    static final class Shared {
        private final KafkaProducer<byte[], byte[]> producer;
        private final Duration deliveryTimeout;
        private int writers;
        private boolean retired;
        private long idleSince;

        private Shared(KafkaProducer<byte[], byte[]> producer, Duration deliveryTimeout) {
            this.producer = producer;
            this.deliveryTimeout = deliveryTimeout;
        }

        KafkaProducer<byte[], byte[]> producer() {
            return producer;
        }

        /** The time within which the producer answers every record. */
        Duration deliveryTimeout() {
            return deliveryTimeout;
        }
    }

    ProducerPool(Duration kept) {
        this.kept = kept;
    }

    /** The producer for these options; to be given back. */
    synchronized Shared take(Options options) {
        Shared shared = producers.computeIfAbsent(Clients.fingerprint(options), key -> connect(options));
        shared.writers++;
        return shared;
    }

    /** Takes back a producer that works. */
    void give(Shared shared) {
        boolean last;
        synchronized (this) {
            shared.writers--;
            shared.idleSince = System.nanoTime();
            last = shared.retired && shared.writers == 0;
            scheduleSweep();
        }
        if (last) {
            close(shared);
        }
    }

    /** Takes back a producer with which something failed: the next writer gets a new one. */
    void retire(Shared shared) {
        synchronized (this) {
            shared.retired = true;
            producers.values().remove(shared);
        }
        give(shared);
    }

    /** How many producers there are to be handed out. */
    synchronized int size() {
        return producers.size();
    }

    private void sweep() {
        Map<Shared, Boolean> dropped = new HashMap<>();
        synchronized (this) {
            sweepIsDue = false;
            for (Iterator<Shared> all = producers.values().iterator(); all.hasNext(); ) {
                Shared one = all.next();
                if (one.writers == 0 && System.nanoTime() - one.idleSince >= kept.toNanos()) {
                    all.remove();
                    dropped.put(one, true);
                }
            }
            scheduleSweep();
        }
        dropped.keySet().forEach(ProducerPool::close);
    }

    private synchronized void scheduleSweep() {
        if (!sweepIsDue && !producers.isEmpty()) {
            sweepIsDue = true;
            CompletableFuture.delayedExecutor(kept.toNanos(), TimeUnit.NANOSECONDS)
                    .execute(this::sweep);
        }
    }

    /** On a thread of its own: even when told not to wait, a producer waits for a broker that it has asked something. */
    private static void close(Shared shared) {
        Thread closer = new Thread(() -> shared.producer.close(Duration.ZERO), "millrace-kafka-producer-close");
        closer.setDaemon(true);
        closer.start();
    }

    private static Shared connect(Options options) {
        Map<String, Object> settings = OutputOptions.producer(options);
        long millis = Clients.number(settings, ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 0);
        try {
            return new Shared(
                    new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer()),
                    Duration.ofMillis(millis));
        } catch (KafkaException e) {
            throw KafkaFailures.unmade("a producer", e, options);
        }
    }
}
