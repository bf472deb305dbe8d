package io.millrace.api;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A reader of one slice of a store. Used by one thread; {@link #close} may be repeated. */
public interface RowReader extends AutoCloseable {
    /** The next row, with the columns of the scan in their order, or null after the last; valid until the next call. */
    @Nullable
    Row next() throws IOException;

    /**
     * The rows that {@link #next} has not returned yet, as a slice by which reading goes on after a transient fault. Also asked
     * after {@code next} threw, but never after {@link #close}. Empty if rows have no order to go on in: then such a fault in
     * the middle of a slice fails the task, and Spark reads the slice again as a whole.
     */
    default Optional<Slice> rest() {
        return Optional.empty();
    }

    @Override
    void close() throws IOException;
}
