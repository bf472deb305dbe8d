/**
 * The service provider interface of Millrace: what a connector author implements, once per system.
 *
 * <p>Inputs are {@link io.millrace.api.LogConnector logs} (replayable, partitioned), {@link io.millrace.api.PushConnector
 * push sources} (spoken to, not replayable) or {@link io.millrace.api.StoreConnector stores} (bounded); outputs are
 * {@link io.millrace.api.OutputConnector}s. The framework finds both by {@link java.util.ServiceLoader} and by name, on
 * the driver and on each executor, so no connector object is ever serialized; only the records of this package are.
 *
 * <p>Connector code is synchronous. Threads, retries, limits, fences and checkpoints belong to the framework. An {@link
 * java.io.IOException} from any method here is read as transient and retried within one deadline; a {@link
 * io.millrace.api.ConnectorException} says itself what kind of failure it is.
 *
 * <p>Conventions: starts are inclusive and ends exclusive; nothing is null unless marked {@link
 * org.jspecify.annotations.Nullable}; byte arrays belong to the receiver of a value and are not written to afterwards by
 * either side.
 */
@NullMarked
package io.millrace.api;

import org.jspecify.annotations.NullMarked;
