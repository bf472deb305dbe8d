package io.millrace.api;

import java.io.IOException;
import java.util.Set;

/** A log that can also be followed as it grows. The receiver face and real-time mode are built on it. */
public interface LiveLogConnector extends LogConnector {
    /**
     * Opens a reader that follows one partition from {@code start} on, without an end. Called on executors; the caller
     * closes it.
     *
     * @param start the position of the first event; empty for the partition's beginning
     * @param fields what will be asked of the events; the rest need not be built
     * @throws DataLossException if {@code start} is no longer there
     */
    Tail tail(String partition, String start, Set<Field> fields, Options options) throws IOException;
}
