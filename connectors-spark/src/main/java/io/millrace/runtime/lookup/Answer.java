package io.millrace.runtime.lookup;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What a key was or will be answered.
 *
 * @param rows its rows, now or later
 * @param hit whether they were known, or asked for already
 * @param <V> a row
 */
record Answer<V>(CompletableFuture<List<V>> rows, boolean hit) {}
