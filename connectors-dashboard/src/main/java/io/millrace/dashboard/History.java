package io.millrace.dashboard;

import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

/** Where a panel's epochs are kept over restarts of the driver. Used by one thread at a time. */
interface History extends AutoCloseable {
    /** Keeps nothing. */
    History NONE = new History() {
        @Override
        public List<Entry> read() {
            return List.of();
        }

        @Override
        public void append(Entry entry, Supplier<List<Entry>> kept) {}

        @Override
        public void close() {}
    };

    /**
     * An epoch that was shown.
     *
     * @param at when, in milliseconds since 1970
     */
    record Entry(String query, long epoch, long at, Staged staged) {}

    /** The epochs, in the order in which they were shown. */
    List<Entry> read() throws IOException;

    /**
     * Keeps an epoch.
     *
     * @param kept the epochs before it that are still of use: asked now and then, and all others go
     */
    void append(Entry entry, Supplier<List<Entry>> kept) throws IOException;

    @Override
    void close() throws IOException;
}
