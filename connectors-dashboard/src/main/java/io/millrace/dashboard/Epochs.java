package io.millrace.dashboard;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The newest epoch of each query that writes to a panel; of queries that were not seen for long, none. Used by one thread. */
final class Epochs {
    private static final int QUERIES = 64;

    private final Map<String, Epoch> newest = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * An epoch that is shown.
     *
     * @param number its number
     * @param at when it was shown first, in milliseconds since 1970
     * @param count how many rows it had
     */
    record Epoch(long number, long at, long count) {}

    @Nullable
    Epoch newest(String query) {
        return newest.get(query);
    }

    void put(String query, Epoch epoch) {
        newest.put(query, epoch);
        if (newest.size() > QUERIES) {
            newest.remove(newest.keySet().iterator().next());
        }
    }
}
