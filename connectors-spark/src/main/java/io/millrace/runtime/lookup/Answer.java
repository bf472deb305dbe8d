package io.millrace.runtime.lookup;

import java.util.concurrent.CompletableFuture;

/**
 * What a key was or will be answered.
 *
 * @param found what became of it, now or later; it never fails
 * @param hit whether it was known, or asked for already
 * @param <V> a row
 */
record Answer<V>(CompletableFuture<Found<V>> found, boolean hit) {}
