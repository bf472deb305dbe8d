package io.millrace.kafka;

import io.millrace.api.Event;
import io.millrace.api.Field;
import io.millrace.api.Options;
import io.millrace.api.Range;
import io.millrace.api.RangeReader;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A reader of one range. It ends when the consumer's position has reached the range's end, with or without a record there:
 * compaction, aborted transactions and their markers leave gaps at any place, also at the end.
 */
final class KafkaRangeReader implements RangeReader {
    private static final Duration WAIT = Duration.ofMillis(500);

    /** How long nothing may come before it is looked for the reason. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Reading reading;
    private final long end;
    private final Duration timeout;
    private boolean finished;

    private KafkaRangeReader(Reading reading, long end, Duration timeout) {
        this.reading = reading;
        this.end = end;
        this.timeout = timeout;
    }

    static KafkaRangeReader open(ConsumerPool pool, Range range, Set<Field> fields, Options options)
            throws IOException {
        long end = Long.parseLong(range.end());
        ConsumerKey key = ConsumerKey.of(Partitions.of(range.partition()), ConsumerKey.Use.RANGE, fields, options);
        return new KafkaRangeReader(
                Reading.of(pool, key, range.start(), end, options), end, options.value(InputOptions.POLL_TIMEOUT));
    }

    @Override
    public @Nullable Event next() throws IOException {
        while (!finished) {
            ConsumerRecord<byte[], byte[]> record = reading.take();
            if (record != null) {
                return new KafkaEvent(record);
            }
            if (reading.hasMore() || reading.position() >= end) {
                finish();
            } else {
                fetch();
            }
        }
        return null;
    }

    @Override
    public String position() {
        return Long.toString(reading.position());
    }

    @Override
    public void close() {
        reading.close();
    }

    private void finish() {
        finished = true;
        if (reading.position() < end) {
            reading.settle();
        }
    }

    private void fetch() throws IOException {
        long start = System.nanoTime();
        boolean examined = false;
        while (!reading.fetch(share(start))) {
            long waited = System.nanoTime() - start;
            if (!examined && waited >= PATIENCE.toNanos()) {
                examined = true;
                reading.examine();
            }
            if (waited >= timeout.toNanos()) {
                throw reading.silence(timeout);
            }
        }
    }

    private Duration share(long start) {
        Duration left = timeout.minusNanos(System.nanoTime() - start);
        return left.isNegative() ? Duration.ZERO : left.compareTo(WAIT) < 0 ? left : WAIT;
    }
}
