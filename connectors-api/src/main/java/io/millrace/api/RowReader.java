package io.millrace.api;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A reader of one slice of a store. Used by one thread; {@link #close} may be repeated. */
public interface RowReader extends AutoCloseable {
    /** The next row, with the columns of the scan in their order, or null after the last; valid until the next call. */
    @Nullable
    Row next() throws IOException;

    @Override
    void close() throws IOException;
}
