package io.millrace.kafka;

import io.millrace.api.Columns;
import io.millrace.api.ConnectorException;
import io.millrace.api.Options;
import io.millrace.api.Rejects;
import io.millrace.api.Row;
import io.millrace.api.WriteTask;
import io.millrace.api.Writer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Writes the rows of one attempt of one task through a producer that it shares with others. It waits for its own records
 * alone. The first failure is remembered and thrown by the next call.
 */
final class KafkaWriter implements Writer {
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final ProducerPool pool;
    private final ProducerPool.Shared shared;
    private final Options options;
    private final RecordMaker maker;
    private final Rejects rejects;
    /** Records that are not acknowledged yet, and one for this writer as long as more may come. */
    private final AtomicLong open = new AtomicLong(1);

    private final CountDownLatch allAnswered = new CountDownLatch(1);
    private final AtomicReference<@Nullable ConnectorException> failure = new AtomicReference<>();
    private boolean released;
    private boolean completed;

    private KafkaWriter(
            ProducerPool pool,
            ProducerPool.Shared shared,
            OutputColumns columns,
            WriteTask task,
            Options options,
            Rejects rejects) {
        this.pool = pool;
        this.shared = shared;
        this.options = options;
        this.maker = new RecordMaker(columns, task, options, this::partitions);
        this.rejects = rejects;
    }

    static KafkaWriter open(ProducerPool pool, WriteTask task, Columns columns, Options options, Rejects rejects) {
        OutputColumns places = OutputColumns.of(columns, options);
        return new KafkaWriter(pool, pool.take(options), places, task, options, rejects);
    }

    @Override
    public void write(Row row) throws IOException {
        throwFailure();
        ProducerRecord<byte[], byte[]> record;
        try {
            record = maker.record(row);
        } catch (ConnectorException e) {
            if (e.kind() != ConnectorException.Kind.MALFORMED) {
                throw e;
            }
            rejects.reject(row, e);
            return;
        }
        ConnectorException refused = send(record);
        if (refused != null) {
            rejects.reject(row, refused);
        }
        throwFailure();
    }

    /** Has nothing to send on: the producer holds a record back for its {@code linger.ms} at most, which is 0. */
    @Override
    public void flush() throws IOException {
        throwFailure();
    }

    @Override
    public String complete() throws IOException {
        if (!completed) {
            completed = true;
            answered();
        }
        try {
            // The producer answers every record in its delivery time-out; should it not, a task must not hang.
            Duration most = shared.deliveryTimeout().plus(GRACE);
            if (!allAnswered.await(most.toMillis(), TimeUnit.MILLISECONDS)) {
                var unused = failed(
                        open.get() + " records",
                        new TimeoutException("not acknowledged after " + most.toSeconds() + " s"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted(e);
        }
        throwFailure();
        return "";
    }

    @Override
    public void close() {
        if (released) {
            return;
        }
        released = true;
        if (failure.get() == null) {
            pool.give(shared);
        } else {
            pool.retire(shared);
        }
    }

    /** Sends a record; answers why it was refused at once and for good, if it was. */
    private @Nullable ConnectorException send(ProducerRecord<byte[], byte[]> record) throws IOException {
        Sent sent = new Sent(record);
        open.incrementAndGet();
        try {
            var unused = shared.producer().send(record, sent);
        } catch (InterruptException e) {
            sent.answer();
            throw interrupted(e);
        } catch (KafkaException | IllegalStateException e) {
            sent.answer();
            throw failed(Shown.record(record), e);
        }
        return sent.refused;
    }

    private ConnectorException failed(String what, Exception e) {
        ConnectorException told = KafkaFailures.of(e, "take " + what, options);
        failure.compareAndSet(null, told);
        return told;
    }

    private int partitions(String topic) {
        try {
            return shared.producer().partitionsFor(topic).size();
        } catch (KafkaException e) {
            throw KafkaFailures.of(e, "tell the partitions of topic '" + topic + "'", options);
        }
    }

    private void throwFailure() {
        ConnectorException first = failure.get();
        if (first != null) {
            throw first;
        }
    }

    private void answered() {
        if (open.decrementAndGet() == 0) {
            allAnswered.countDown();
        }
    }

    private static InterruptedIOException interrupted(Exception e) {
        InterruptedIOException interrupted = new InterruptedIOException("Interrupted while writing to Kafka");
        interrupted.initCause(e);
        return interrupted;
    }

    /** What becomes of one record. The producer answers on its own thread, or at once within {@code send}. */
    private final class Sent implements Callback {
        private final ProducerRecord<byte[], byte[]> record;
        private final Thread sender = Thread.currentThread();
        private boolean answered;
        private @Nullable ConnectorException refused;

        private Sent(ProducerRecord<byte[], byte[]> record) {
            this.record = record;
        }

        @Override
        public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception e) {
            boolean atOnce = Thread.currentThread() == sender;
            if (e instanceof RecordTooLargeException && atOnce) {
                refused = KafkaFailures.of(e, "take " + Shown.record(record), options);
            } else if (e != null) {
                var unused = failed(Shown.record(record), e);
            }
            answer();
        }

        private void answer() {
            if (!answered) {
                answered = true;
                KafkaWriter.this.answered();
            }
        }
    }
}
