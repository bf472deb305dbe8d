package io.millrace.api;

import java.io.IOException;

/** The planning side of a store. Used by one thread at a time, on the driver. */
public interface Store extends AutoCloseable {
    /** The columns the store has, by its own schema, the user's, or a sample. */
    Columns columns() throws IOException;

    /** Cuts the rows that a scan wants into slices. */
    ScanPlan plan(Scan scan) throws IOException;

    @Override
    void close() throws IOException;
}
