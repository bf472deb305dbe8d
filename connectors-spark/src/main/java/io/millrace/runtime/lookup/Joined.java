package io.millrace.runtime.lookup;

import java.util.List;

/**
 * A row and the rows of its key.
 *
 * @param row the row
 * @param found the rows of its key; empty if the row stays although there are none
 * @param <T> the row
 * @param <V> a row of the store
 */
public record Joined<T, V>(T row, List<V> found) {}
