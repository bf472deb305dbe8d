package io.millrace.api;

import java.io.IOException;

/** Writes the rows of one attempt of one task. Used by one thread at a time. {@link #close} without {@link #complete} abandons. */
public interface Writer extends AutoCloseable {
    /** Takes one row, which is valid during the call alone. May block while the target cannot keep up. */
    void write(Row row) throws IOException;

    /**
     * Sends on rows that are still held back; it need not wait until they are durable. Called in real-time mode, between
     * two rows, when a row has waited long enough.
     */
    void flush() throws IOException;

    /**
     * Ends the task: all rows are durable, or staged if the delivery is transactional.
     *
     * @return what the {@link Committer} needs to know of this task; empty if nothing
     */
    String complete() throws IOException;

    /** Lets go of all resources; after {@link #complete} it keeps the result, else it undoes what it can. May be repeated. */
    @Override
    void close() throws IOException;
}
