package io.millrace.runtime;

import io.millrace.api.Columns;
import io.millrace.api.Committer;
import io.millrace.api.Delivery;
import io.millrace.api.Options;
import io.millrace.api.OutputConnector;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The driver's side of a write, shared by every face: tasks write or stage, the driver commits. A commit whose outcome is
 * unknown is asked again; an epoch is aborted only when its commit was never begun. Used by one thread at a time.
 */
public final class WriteProtocol implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WriteProtocol.class);

    private final String query;
    private final Delivery delivery;
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
    }

    /** What the output promises. */
    public Delivery delivery() {
        return delivery;
    }

    /** Makes an epoch visible, whatever it takes within the deadline. */
    public void commit(long epoch, List<String> staged) {
        lastBegun = epoch;
        long begun = System.nanoTime();
        if (delivery instanceof Delivery.Transactional transactional) {
            Committer committer = transactional.committer();
            retry.run("Committing epoch " + epoch, () -> committer.commit(query, epoch, staged));
        }
        metrics.commits().increment();
        metrics.lastCommitMillis()
                .set(Duration.ofNanos(System.nanoTime() - begun).toMillis());
    }

    /** Discards an epoch; does nothing once its commit was begun, because it may be visible. */
    public void abort(long epoch, List<String> staged) {
        if (epoch == lastBegun) {
            LOG.warn("The outcome of the commit of epoch {} is unknown, so nothing is discarded", epoch);
            return;
        }
        if (delivery instanceof Delivery.Transactional transactional) {
            Committer committer = transactional.committer();
            retry.run("Discarding epoch " + epoch, () -> committer.abort(query, epoch, staged));
        }
    }

    @Override
    public void close() {
        if (delivery instanceof Delivery.Transactional transactional) {
            try {
                transactional.committer().close();
            } catch (IOException e) {
                LOG.warn("Closing the committer failed", e);
            }
        }
    }
}
