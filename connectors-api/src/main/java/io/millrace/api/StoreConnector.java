package io.millrace.api;

import java.io.IOException;

/** A bounded collection of rows: a table, a collection, a set of files. */
public non-sealed interface StoreConnector extends InputConnector {
    /** Opens the planning side. Called on the driver, once per query; the caller closes it. */
    Store open(Options options) throws IOException;

    /** Opens a reader of one slice. Called on executors; may be called again for the same slice, also concurrently. */
    RowReader read(Slice slice, Scan scan, Options options) throws IOException;
}
