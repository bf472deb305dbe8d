package io.millrace.api;

import java.io.IOException;

/**
 * A source that is spoken to (Flume) or speaks when it likes (X), and that cannot be asked again by itself. The framework makes
 * it replayable by keeping what it says.
 */
public non-sealed interface PushConnector extends InputConnector {
    /**
     * Starts to take in events and returns; from then on the connector's own threads hand them to {@code inbox}. Called on
     * an executor, once for each of the source's receivers, several of which may run in one JVM.
     *
     * @return what is running, until it is closed
     * @throws ConnectorException with kind {@code SETTINGS} if the options cannot work here (no such network, no free port)
     */
    Intake start(Options options, Inbox inbox) throws IOException;
}
