package io.millrace.runtime.lookup;

import java.util.Iterator;

/**
 * Where the rows of a task come from.
 *
 * @param <T> a row
 */
public sealed interface Source<T> {
    /**
     * Rows that are there, or come soon: a batch.
     *
     * @param rows the rows
     */
    record Bounded<T>(Iterator<T> rows) implements Source<T> {}

    /**
     * Rows that may be long in coming, as in real-time mode, where a task runs for minutes.
     *
     * @param rows the rows, read by another thread
     * @param begin what that thread does first
     */
    record Trickling<T>(Iterator<T> rows, Runnable begin) implements Source<T> {}
}
