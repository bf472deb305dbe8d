package io.millrace.api;

import java.io.IOException;

/**
 * A system that data goes to. One implementation per kind of system, with a public constructor without parameters, listed in
 * {@code META-INF/services/io.millrace.api.OutputConnector}. Stateless; safe for many threads.
 *
 * <p>Life of an epoch, which is a micro-batch or a whole batch write:
 *
 * <ol>
 *   <li>Before any data moves the driver calls {@link #check}, once per run of a query.
 *   <li>Each task opens a {@link Writer}, writes its rows and calls {@link Writer#complete}; a task may run again, also
 *       beside its first attempt.
 *   <li>Of each task the driver takes one answer. If the delivery is {@link Delivery.Transactional}, it hands all of them
 *       to the {@link Committer}.
 * </ol>
 *
 * <p>After a crash an epoch may be run again as a whole, with the same rows but possibly in other partitions.
 */
public interface OutputConnector {
    /** The name users give in the option {@code connector}: lower case, unique among outputs. */
    String name();

    /** The options this connector takes. Always the same. */
    OptionSet options();

    /**
     * Refuses what cannot be written and says what is promised. Called on the driver before any data moves.
     *
     * @throws ConnectorException with kind {@code SETTINGS} if a column is missing, unknown or of a wrong type, or the
     *     target is not there
     */
    Delivery check(Columns columns, Options options) throws IOException;

    /**
     * Opens a writer for one attempt of one task. Called on executors.
     *
     * @param rejects takes rows that the output refuses for good
     */
    Writer open(WriteTask task, Columns columns, Options options, Rejects rejects) throws IOException;
}
