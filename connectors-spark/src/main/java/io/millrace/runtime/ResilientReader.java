package io.millrace.runtime;

import io.millrace.api.Event;
import io.millrace.api.Field;
import io.millrace.api.LogConnector;
import io.millrace.api.Options;
import io.millrace.api.Range;
import io.millrace.api.RangeReader;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A reader of one range that survives transient faults by reopening where it was, and applies the policy on data loss. Used
 * by one thread, on an executor.
 */
public final class ResilientReader implements AutoCloseable {
    private final Reopener<RangeReader> readers;

    /** Opens the range. */
    public ResilientReader(
            LogConnector connector, Range range, Set<Field> fields, Options options, ReadMetrics metrics) {
        this.readers = new Reopener<>(
                range.partition(),
                range.start(),
                at -> connector.read(new Range(range.partition(), at, range.end()), fields, options),
                RangeReader::position,
                options,
                metrics);
    }

    /** The next event, or null at the end of the range. */
    public @Nullable Event next() {
        try {
            return readers.current().next();
        } catch (IOException | RuntimeException e) {
            return readers.recover(e, RangeReader::next);
        }
    }

    /** The next position to read. */
    public String position() {
        return readers.position();
    }

    @Override
    public void close() throws IOException {
        readers.current().close();
    }
}
