package io.millrace.runtime;

import io.millrace.api.ConnectorException;
import io.millrace.api.ConnectorException.Kind;
import io.millrace.api.DataLossException;
import io.millrace.api.Event;
import io.millrace.api.Options;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A reader of one partition that is opened again where it was after a transient fault, and behind the gap after a data loss
 * that the user allows. Used by one thread.
 *
 * @param <R> the kind of reader
 */
final class Reopener<R extends AutoCloseable> {
    private static final Logger LOG = LoggerFactory.getLogger(Reopener.class);

    private final String partition;
    private final Opener<R> opener;
    private final Function<R, String> position;
    private final ReadMetrics metrics;
    private final Retry retry;
    private final DataLoss onDataLoss;
    private R current;

    /** Opens a reader at a position. */
    interface Opener<R> {
        R at(String position) throws IOException;
    }

    /** Asks a reader for its next event. */
    interface Step<R> {
        @Nullable
        Event of(R reader) throws IOException;
    }

    Reopener(
            String partition,
            String start,
            Opener<R> opener,
            Function<R, String> position,
            Options options,
            ReadMetrics metrics) {
        this.partition = partition;
        this.opener = opener;
        this.position = position;
        this.metrics = metrics;
        this.retry = new Retry(options.value(ReadOptions.RETRY_TIMEOUT), metrics.retries());
        this.onDataLoss = options.value(ReadOptions.ON_DATA_LOSS);
        this.current = open(start);
    }

    R current() {
        return current;
    }

    String position() {
        return position.apply(current);
    }

    /** What {@code step} answers once the failure is overcome. */
    @Nullable
    Event recover(Exception failure, Step<R> step) {
        if (failure instanceof DataLossException loss) {
            return behind(loss, step);
        }
        // A query that is stopped interrupts its tasks: that is no fault to be overcome.
        if (Failures.kind(failure) != Kind.TRANSIENT || Failures.isInterrupt(failure)) {
            throw Failures.wrap("Reading " + partition, failure);
        }
        String at = position();
        LOG.warn("Reading {} at {} failed; opening it again", partition, at, failure);
        metrics.retries().increment();
        try {
            return retry.call("Reading " + partition + " at " + at, () -> {
                        closeQuietly();
                        current = opener.at(at);
                        return Optional.ofNullable(step.of(current));
                    })
                    .orElse(null);
        } catch (DataLossException loss) {
            return behind(loss, step);
        }
    }

    private @Nullable Event behind(DataLossException loss, Step<R> step) {
        onDataLoss.apply(loss, metrics.losses());
        String resume = loss.resumeFrom().position(partition);
        if (resume.equals(position())) {
            throw ConnectorException.bug("A loss was reported in " + partition
                    + ", and reading was to go on at the very same position " + resume);
        }
        closeQuietly();
        current = open(resume);
        try {
            return step.of(current);
        } catch (IOException | RuntimeException e) {
            return recover(e, step);
        }
    }

    private R open(String at) {
        try {
            return retry.call("Opening " + partition + " at " + at, () -> opener.at(at));
        } catch (DataLossException loss) {
            onDataLoss.apply(loss, metrics.losses());
            String resume = loss.resumeFrom().position(partition);
            return retry.call("Opening " + partition + " at " + resume, () -> opener.at(resume));
        }
    }

    private void closeQuietly() {
        try {
            current.close();
        } catch (Exception e) {
            LOG.debug("Closing a failed reader of {}", partition, e);
        }
    }
}
