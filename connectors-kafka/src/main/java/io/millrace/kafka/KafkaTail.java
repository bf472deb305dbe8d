package io.millrace.kafka;

import io.millrace.api.Event;
import io.millrace.api.Field;
import io.millrace.api.Options;
import io.millrace.api.Tail;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A reader that follows one partition. When nothing comes for a while it asks the brokers whether they and the topic are
 * still there, because a consumer cannot tell a quiet partition from a broker that is gone.
 */
final class KafkaTail implements Tail {
    private static final Duration MOST_QUIET = Duration.ofSeconds(10);

    private final Reading reading;
    private final Duration timeout;
    private final Duration quiet;
    private long lastSign = System.nanoTime();
    private long lastLook = lastSign;

    private KafkaTail(Reading reading, Duration timeout) {
        this.reading = reading;
        this.timeout = timeout;
        this.quiet = timeout.compareTo(MOST_QUIET) < 0 ? timeout : MOST_QUIET;
    }

    static KafkaTail open(ConsumerPool pool, String partition, String start, Set<Field> fields, Options options)
            throws IOException {
        ConsumerKey key = ConsumerKey.of(Partitions.of(partition), ConsumerKey.Use.TAIL, fields, options);
        return new KafkaTail(
                Reading.of(pool, key, start, Reading.ENDLESS, options), options.value(InputOptions.POLL_TIMEOUT));
    }

    @Override
    public @Nullable Event poll(Duration wait) throws IOException {
        ConsumerRecord<byte[], byte[]> record = reading.take();
        if (record == null) {
            fetch(wait);
            record = reading.take();
        }
        return record == null ? null : new KafkaEvent(record);
    }

    /** A partition of Kafka never ends. */
    @Override
    public boolean ended() {
        return false;
    }

    @Override
    public String position() {
        return Long.toString(reading.position());
    }

    @Override
    public void close() {
        reading.close();
    }

    /** Waits for records. A gap ends a consumer's waiting early, without any: then it goes on with the time that is left. */
    private void fetch(Duration wait) throws IOException {
        long start = System.nanoTime();
        Duration left = wait;
        do {
            if (reading.fetch(left)) {
                lastSign = System.nanoTime();
            } else {
                lookAfter();
            }
            left = wait.minusNanos(System.nanoTime() - start);
        } while (!reading.hasMore() && !left.isNegative() && !left.isZero());
    }

    private void lookAfter() throws IOException {
        long now = System.nanoTime();
        if (now - Math.max(lastSign, lastLook) < quiet.toNanos()) {
            return;
        }
        boolean answered = reading.examine();
        lastLook = System.nanoTime();
        if (answered) {
            lastSign = lastLook;
        } else if (lastLook - lastSign >= timeout.toNanos()) {
            throw reading.silence(timeout);
        }
    }
}
