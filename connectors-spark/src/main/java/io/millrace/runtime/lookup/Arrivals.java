package io.millrace.runtime.lookup;

import org.jspecify.annotations.Nullable;

/** The rows of a task, whose keys are asked as they come; not too many ahead of those handed out. Used by one thread. */
interface Arrivals<T, V> extends AutoCloseable {
    /** The next row in the order they came; null at the end. */
    @Nullable
    Pending<T, V> next() throws InterruptedException;

    @Override
    void close();
}
