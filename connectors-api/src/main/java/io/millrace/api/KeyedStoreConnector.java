package io.millrace.api;

import java.io.IOException;
import java.util.List;

/** A store that also answers by key. Look-ups that enrich a stream are built on it. */
public interface KeyedStoreConnector extends StoreConnector {
    /**
     * Opens a look-up. Called on executors; the caller closes it.
     *
     * @param keyColumns the columns that make the key, in the order of {@link Key#values}
     * @param columns the columns to return, in this order
     */
    Lookup lookup(List<String> keyColumns, List<String> columns, Options options) throws IOException;
}
