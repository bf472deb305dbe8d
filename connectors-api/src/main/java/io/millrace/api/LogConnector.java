package io.millrace.api;

import java.io.IOException;
import java.util.Set;

/**
 * A replayable, partitioned log. Reading the same {@link Range} always yields the same events in the same order, as long as
 * the system keeps them.
 *
 * <p>Life of a query:
 *
 * <ol>
 *   <li>The driver opens one {@link Log} and asks {@link Log#start} once; the answer is saved in the checkpoint.
 *   <li>For each batch it asks {@link Log#tip} and {@link Log#advance}, saves the answer, and plans the ranges.
 *   <li>Executors read each range, possibly again after a failure, possibly two at the same time.
 *   <li>When the batch is done the driver calls {@link Log#committed}.
 * </ol>
 */
public non-sealed interface LogConnector extends InputConnector {
    /**
     * Opens the planning side. Called on the driver, once per query; the caller closes it.
     *
     * @throws ConnectorException with kind {@code SETTINGS} if the options cannot work, told within the connector's own
     *     time-out when the system does not answer
     */
    Log open(Options options) throws IOException;

    /**
     * Opens a reader of one range. Called on executors; may be called again for the same range, also concurrently.
     *
     * @param fields what will be asked of the events; the rest need not be built
     * @throws DataLossException if the range is no longer there as a whole
     */
    RangeReader read(Range range, Set<Field> fields, Options options) throws IOException;
}
