package io.millrace.runtime.lookup;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.millrace.api.Key;
import io.millrace.api.Options;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/**
 * The rows of the keys that were asked last, and of those that are being asked. A key that is asked while its answer is under
 * way gets the same answer; one without rows is remembered too; one whose look-up failed is not. Safe for many threads.
 *
 * @param <V> a row
 */
final class Cache<V> {
    private final AsyncCache<Key, List<V>> answers;

    Cache(Options options) {
        long found = options.value(LookupOptions.CACHE_TTL).toNanos();
        long missing = options.value(LookupOptions.CACHE_MISSING_TTL).toNanos();
        this.answers = Caffeine.newBuilder()
                .maximumSize(options.value(LookupOptions.CACHE_SIZE))
                .expireAfter(Expiry.<Key, List<V>>creating(
                        (key, rows) -> Duration.ofNanos(rows.isEmpty() ? missing : found)))
                .executor(Runnable::run)
                .buildAsync();
    }

    /**
     * The answer to a key.
     *
     * @param ask called if nobody has asked; completes the answer that it is given, later
     */
    Answer<V> answer(Key key, BiConsumer<Key, CompletableFuture<List<V>>> ask) {
        CompletableFuture<List<V>> known = answers.getIfPresent(key);
        if (known != null) {
            return new Answer<>(known, true);
        }
        CompletableFuture<List<V>> mine = new CompletableFuture<>();
        CompletableFuture<List<V>> other = answers.asMap().putIfAbsent(key, mine);
        if (other != null) {
            return new Answer<>(other, true);
        }
        ask.accept(key, mine);
        return new Answer<>(mine, false);
    }

    /** How many keys are remembered, about. */
    long size() {
        return answers.synchronous().estimatedSize();
    }
}
