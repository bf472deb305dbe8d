package io.millrace.runtime.lookup;

import org.jspecify.annotations.Nullable;

/**
 * A row that waits for the answer to its key.
 *
 * @param row the row
 * @param answer the answer, or null if a part of the key is null
 * @param since when it was asked, by {@link System#nanoTime}
 */
record Pending<T, V>(T row, @Nullable Answer<V> answer, long since) {}
