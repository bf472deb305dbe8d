package io.millrace.runtime;

import io.millrace.api.ConnectorException.Kind;
import io.millrace.api.Options;
import io.millrace.api.Row;
import io.millrace.api.RowReader;
import io.millrace.api.Scan;
import io.millrace.api.Slice;
import io.millrace.api.StoreConnector;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A reader of one slice of a store that survives transient faults by opening what is left of the slice. Used by one thread, on
 * an executor.
 */
public final class ResilientRows implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ResilientRows.class);

    private final StoreConnector connector;
    private final Scan scan;
    private final Options options;
    private final LongAdder retries;
    private final Retry retry;
    private final String doing;
    private RowReader reader;
    /** Where to go on if a reader cannot tell: the slice that it was opened with, until it returned a row. */
    private @Nullable Slice untouched;

    /**
     * Opens the slice.
     *
     * @param retries counts the attempts after the first
     */
    public ResilientRows(StoreConnector connector, Slice slice, Scan scan, Options options, LongAdder retries) {
        this.connector = connector;
        this.scan = scan;
        this.options = options;
        this.retries = retries;
        this.retry = new Retry(options.value(ReadOptions.RETRY_TIMEOUT), retries);
        this.doing = "Reading a slice of '" + connector.name() + "'";
        this.untouched = slice;
        this.reader = retry.call(doing, () -> connector.read(slice, scan, options));
    }

    /** The next row, or null after the last; valid until the next call. */
    public @Nullable Row next() {
        Row row;
        try {
            row = reader.next();
        } catch (IOException | RuntimeException e) {
            row = recover(e);
        }
        untouched = null;
        return row;
    }

    private @Nullable Row recover(Exception failure) {
        // A query that is stopped interrupts its tasks: that is no fault to be overcome.
        Optional<Slice> left = reader.rest().or(() -> Optional.ofNullable(untouched));
        if (Failures.kind(failure) != Kind.TRANSIENT
                || left.isEmpty()
                || Thread.currentThread().isInterrupted()) {
            throw Failures.wrap(doing, failure);
        }
        LOG.warn("{} failed; opening what is left of it", doing, failure);
        retries.increment();
        return retry.call(doing, () -> {
                    closeQuietly();
                    reader = connector.read(left.get(), scan, options);
                    return Optional.ofNullable(reader.next());
                })
                .orElse(null);
    }

    private void closeQuietly() {
        try {
            reader.close();
        } catch (IOException | RuntimeException e) {
            LOG.debug("Closing a failed reader of '{}'", connector.name(), e);
        }
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
