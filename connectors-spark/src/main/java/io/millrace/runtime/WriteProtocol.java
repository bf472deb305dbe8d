package io.millrace.runtime;

import io.millrace.api.Columns;
import io.millrace.api.Committer;
import io.millrace.api.Delivery;
import io.millrace.api.Options;
import io.millrace.api.OutputConnector;
import io.millrace.runtime.deadletter.DeadLetterJob;
import io.millrace.runtime.deadletter.LetterWriter;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The driver's side of a write, shared by every face: tasks write or stage, the driver commits. A commit whose outcome is
 * unknown is asked again; an epoch is aborted only when its commit was never begun. Used by one thread at a time.
 */
public final class WriteProtocol implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WriteProtocol.class);

    /**
     * What the tasks of an epoch answered.
     *
     * @param rows what each of them told of its rows
     * @param letters what each of them that sent dead letters told of these
     * @param lettersSent how many dead letters they sent
     */
    public record Staged(List<String> rows, List<String> letters, long lettersSent) {
        /** Copies the lists. */
        public Staged {
            rows = List.copyOf(rows);
            letters = List.copyOf(letters);
        }
    }

    private final String query;
    private final Delivery delivery;
    private final DeadLetterJob.@Nullable Checked letters;
    private final WriteMetrics metrics;
    private final Retry retry;
    private long lastBegun = Long.MIN_VALUE;

    /**
     * Checks that the columns can be written.
     *
     * @param query the query's id, which survives restarts
     */
    public WriteProtocol(
            String query, OutputConnector connector, Columns columns, Options options, WriteMetrics metrics) {
        this.query = query;
        this.metrics = metrics;
        this.retry = new Retry(options.value(ReadOptions.RETRY_TIMEOUT), metrics.retries());
        this.delivery = retry.call("Opening '" + connector.name() + "'", () -> connector.check(columns, options));
        this.letters = DeadLetterJob.of(options)
                .map(job -> job.check(columns, identity()))
                .orElse(null);
    }

    /** The columns by which the output itself recognises rows, as far as they are columns. */
    private List<String> identity() {
        if (delivery instanceof Delivery.Idempotent idempotent) {
            return List.of(idempotent.identity().split("\\s*,\\s*"));
        }
        return delivery instanceof Delivery.Timed timed
                ? List.of(timed.identity().split("\\s*,\\s*"))
                : List.of("key");
    }

    /** Whether the output or its dead-letter output asks for a time of each epoch. */
    public boolean isTimed() {
        return delivery instanceof Delivery.Timed || (letters != null && letters.delivery() instanceof Delivery.Timed);
    }

    /** What the output promises. */
    public Delivery delivery() {
        return delivery;
    }

    /** Where rows go that the output refuses for good; null if nobody asked for that. */
    public @Nullable DeadLetterJob deadLetters() {
        return letters == null ? null : letters.job();
    }

    /** Whether the output or its dead-letter output shows each epoch as a whole. */
    public boolean isTransactional() {
        return delivery instanceof Delivery.Transactional
                || (letters != null && letters.delivery() instanceof Delivery.Transactional);
    }

    /** Makes an epoch visible, its dead letters first, whatever it takes within the deadline. */
    public void commit(long epoch, Staged staged) {
        lastBegun = epoch;
        long begun = System.nanoTime();
        if (letters != null
                && letters.delivery() instanceof Delivery.Transactional transactional
                && !staged.letters().isEmpty()) {
            Committer committer = transactional.committer();
            retry.run(
                    "Committing the dead letters of epoch " + epoch,
                    () -> committer.commit(LetterWriter.query(query), epoch, staged.letters()));
        }
        metrics.deadLetters().add(staged.lettersSent());
        if (delivery instanceof Delivery.Transactional transactional) {
            Committer committer = transactional.committer();
            retry.run("Committing epoch " + epoch, () -> committer.commit(query, epoch, staged.rows()));
        }
        metrics.commits().increment();
        metrics.lastCommitMillis()
                .set(Duration.ofNanos(System.nanoTime() - begun).toMillis());
    }

    /** Discards an epoch; does nothing once its commit was begun, because it may be visible. */
    public void abort(long epoch, Staged staged) {
        if (epoch == lastBegun) {
            LOG.warn("The outcome of the commit of epoch {} is unknown, so nothing is discarded", epoch);
            return;
        }
        if (delivery instanceof Delivery.Transactional transactional) {
            Committer committer = transactional.committer();
            retry.run("Discarding epoch " + epoch, () -> committer.abort(query, epoch, staged.rows()));
        }
        if (letters != null && letters.delivery() instanceof Delivery.Transactional transactional) {
            Committer committer = transactional.committer();
            retry.run(
                    "Discarding the dead letters of epoch " + epoch,
                    () -> committer.abort(LetterWriter.query(query), epoch, staged.letters()));
        }
    }

    @Override
    public void close() {
        close(delivery);
        if (letters != null) {
            close(letters.delivery());
        }
    }

    private static void close(Delivery delivery) {
        if (delivery instanceof Delivery.Transactional transactional) {
            try {
                transactional.committer().close();
            } catch (IOException e) {
                LOG.warn("Closing the committer failed", e);
            }
        }
    }
}
