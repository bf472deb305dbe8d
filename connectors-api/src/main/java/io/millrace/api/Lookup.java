package io.millrace.api;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds rows by key. Synchronous; called by several threads of the framework at the same time. */
public interface Lookup extends AutoCloseable {
    /** The rows of each key, which stay valid; a key without rows is left out. */
    Map<Key, List<Row>> get(Set<Key> keys) throws IOException;

    @Override
    void close() throws IOException;
}
