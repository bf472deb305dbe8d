package io.millrace.runtime.lookup;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a key that was asked.
 *
 * @param rows its rows; empty if it has none
 * @param failure why the store did not answer; null if it did
 * @param <V> a row
 */
record Found<V>(List<V> rows, @Nullable Throwable failure) {}
