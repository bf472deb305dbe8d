package io.millrace.api;

import java.io.IOException;

/**
 * A source that is spoken to (Flume) or speaks when it likes (X), and that cannot be asked again by itself. The framework makes
 * it replayable by keeping what it says.
 */
public non-sealed interface PushConnector extends InputConnector {
    /**
     * Starts to take in events and returns; from then on the connector's own threads hand them to {@code inbox}. Called on
     * an executor.
     *
     * @return closing it stops new puts and waits for running ones
     */
    AutoCloseable start(Options options, Inbox inbox) throws IOException;
}
