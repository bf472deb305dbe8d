package io.millrace.api;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A reader of one {@link Range}. Used by one thread; {@link #close} may be repeated. */
public interface RangeReader extends AutoCloseable {
    /**
     * The next event, or null at the end of the range, and from then on always null.
     *
     * @throws DataLossException if events of the rest of the range are gone; {@link DataLossException#resumeFrom} says
     *     where reading can go on
     */
    @Nullable
    Event next() throws IOException;

    /** The next position to read. After a transient fault the framework opens a new reader there. */
    String position();

    @Override
    void close() throws IOException;
}
