package io.millrace.api;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A reader that follows one partition as it grows. Used by one thread. */
public interface Tail extends AutoCloseable {
    /**
     * The next event, or null if none came within the timeout. Events come in the order and with the positions that a
     * {@link RangeReader} would give them.
     *
     * @param timeout how long to wait; zero answers from what is already here
     * @throws DataLossException if events at {@link #position} are gone
     */
    @Nullable
    Event poll(Duration timeout) throws IOException;

    /** Whether the partition is finished and everything in it was handed out (a closed shard). */
    boolean ended();

    /** The next position to read. */
    String position();

    @Override
    void close() throws IOException;
}
