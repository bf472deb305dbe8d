package io.millrace.api;

import java.io.IOException;
import java.util.List;

/**
 * Makes the staged rows of an epoch visible, all or none. Used on the driver, by one thread at a time.
 *
 * <p>Epochs come in growing order and need not be dense. Staging that nobody committed (of tasks whose answer was not taken, of
 * a driver that died) is the committer's to remove, by age.
 */
public interface Committer extends AutoCloseable {
    /**
     * Makes an epoch visible. Idempotent: an epoch that is already visible stays as it is and the staged rows are
     * discarded. Throwing an {@link IOException} means that the outcome is unknown; it is then called again with the same
     * arguments.
     *
     * @param staged the answers of {@link Writer#complete}, one per task
     */
    void commit(String query, long epoch, List<String> staged) throws IOException;

    /** Discards the staged rows of an epoch for which {@link #commit} was never called. */
    void abort(String query, long epoch, List<String> staged) throws IOException;

    @Override
    void close() throws IOException;
}
