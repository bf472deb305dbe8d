package io.millrace.kafka;

import io.millrace.api.ConnectorException;
import io.millrace.api.DataLossException;
import io.millrace.api.Offsets;
import io.millrace.api.Options;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One reader's hold on a consumer. It takes it from the pool, tells its failures in the framework's terms, and gives it back
 * if it never failed. Used by one thread.
 */
final class Reading implements AutoCloseable {
    /** The end of a reading that has none. */
    static final long ENDLESS = Long.MAX_VALUE;

    /** How long a question may take that is asked when something looks wrong. */
    private static final Duration MOST_PER_QUESTION = Duration.ofSeconds(5);

    private final ConsumerPool pool;
    private final PartitionConsumer consumer;
    private final Options options;
    private final String id;
    private final long end;
    private final Duration question;
    private boolean failed;
    private boolean released;

    private Reading(ConsumerPool pool, PartitionConsumer consumer, long end, Options options) {
        this.pool = pool;
        this.consumer = consumer;
        this.options = options;
        this.id = Partitions.id(consumer.key().partition());
        this.end = end;
        Duration timeout = options.value(InputOptions.POLL_TIMEOUT);
        this.question = timeout.compareTo(MOST_PER_QUESTION) < 0 ? timeout : MOST_PER_QUESTION;
    }

    /** Begins to read at {@code start}, or at the partition's beginning if that is empty. */
    static Reading of(ConsumerPool pool, ConsumerKey key, String start, long end, Options options) throws IOException {
        if (!start.isEmpty()) {
            PartitionConsumer consumer =
                    pool.take(key, Long.parseLong(start), () -> PartitionConsumer.connect(key, options));
            return new Reading(pool, consumer, end, options);
        }
        Reading reading = new Reading(pool, PartitionConsumer.connect(key, options), end, options);
        reading.seekToBeginning();
        return reading;
    }

    /** Hands out the next record that is here already and before the end, or null. */
    @Nullable
    ConsumerRecord<byte[], byte[]> take() {
        return consumer.take(end);
    }

    /** Whether a record is here already that was not handed out, perhaps one beyond the end. */
    boolean hasMore() {
        return consumer.hasMore();
    }

    /** The offset of the next record to hand out. */
    long position() {
        return consumer.position();
    }

    /** Everything before the end was handed out. */
    void settle() {
        consumer.settle(end);
    }

    /** Waits for more records; answers whether there is any progress. */
    boolean fetch(Duration timeout) throws IOException {
        try {
            return consumer.fetch(timeout);
        } catch (KafkaException e) {
            throw failure(e, "read '" + id + "' at offset " + position());
        }
    }

    /**
     * Looks why nothing comes.
     *
     * @return whether the brokers answered, and the rest of the records is still to come
     * @throws DataLossException if it will never come
     */
    boolean examine() throws IOException {
        try {
            if (!consumer.exists(question)) {
                // For a tail: at the beginning of the topic that may come to have this name.
                throw loss(
                        "'" + id + "' is gone; it was read up to " + position(),
                        end == ENDLESS ? "" : Long.toString(end));
            }
            long last = consumer.end(question);
            if (end != ENDLESS && last < end) {
                throw loss(
                        "'" + id + "' ends at " + last + ", before the offset " + end
                                + " up to which it was to be read: it was truncated, or deleted and created again",
                        Long.toString(end));
            }
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (KafkaException e) {
            throw failure(e, "look at '" + id + "'");
        }
    }

    /** What it means that nothing came for too long. */
    ConnectorException silence(Duration waited) {
        failed = true;
        String upTo = end == ENDLESS ? "" : " (up to " + end + ")";
        return KafkaFailures.of(
                new TimeoutException("nothing came for " + waited.toMillis() + " ms"),
                "read '" + id + "' at offset " + position() + upTo,
                options);
    }

    /** Lets go of the consumer. May be repeated. */
    @Override
    public void close() {
        if (released) {
            return;
        }
        released = true;
        if (failed) {
            ConsumerPool.close(consumer);
        } else {
            pool.give(consumer);
        }
    }

    private void seekToBeginning() throws IOException {
        try {
            consumer.seek(consumer.beginning(options.value(InputOptions.POLL_TIMEOUT)));
        } catch (KafkaException e) {
            try (this) {
                throw failure(e, "tell where '" + id + "' begins");
            }
        }
    }

    private RuntimeException failure(KafkaException e, String asked) throws IOException {
        failed = true;
        if (e instanceof InterruptException) {
            InterruptedIOException interrupted = new InterruptedIOException("Interrupted while reading '" + id + "'");
            interrupted.initCause(e);
            throw interrupted;
        }
        if (e instanceof OffsetOutOfRangeException cause) {
            return outOfRange(cause);
        }
        return KafkaFailures.of(e, asked, options);
    }

    private RuntimeException outOfRange(OffsetOutOfRangeException cause) {
        try {
            long first = consumer.beginning(question);
            long last = consumer.end(question);
            if (position() < first) {
                return loss(
                        "'" + id + "' begins at " + first + " now, after the offset " + position()
                                + " to read: retention or a deletion of records was faster",
                        Long.toString(Math.min(first, end)));
            }
            if (position() > last) {
                return loss(
                        "'" + id + "' ends at " + last + ", before the offset " + position()
                                + " to read: it was truncated, or deleted and created again",
                        Long.toString(end == ENDLESS ? last : end));
            }
            return KafkaFailures.of(cause, "read '" + id + "' at offset " + position(), options);
        } catch (KafkaException e) {
            return KafkaFailures.of(e, "tell where '" + id + "' begins and ends", options);
        }
    }

    private DataLossException loss(String message, String resumeFrom) {
        failed = true;
        return new DataLossException(message, Offsets.of(Map.of(id, resumeFrom)));
    }
}
