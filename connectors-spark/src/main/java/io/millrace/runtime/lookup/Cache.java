package io.millrace.runtime.lookup;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.millrace.api.Key;
import io.millrace.api.Options;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/**
 * The rows of the keys that were asked last, and of those that are being asked. A key that is asked while its answer is under
 * way gets the same answer; one without rows is remembered too; one whose look-up failed is not. Safe for many threads.
 *
 * @param <V> a row
 */
final class Cache<V> {
    private final AsyncCache<Key, Found<V>> answers;
    private final Duration found;
    private final Duration missing;

    Cache(Options options) {
        long most = options.value(LookupOptions.CACHE_SIZE);
        this.found = most == 0 ? Duration.ZERO : options.value(LookupOptions.CACHE_TTL);
        this.missing = most == 0 ? Duration.ZERO : options.value(LookupOptions.CACHE_MISSING_TTL);
        // Answers under way weigh nothing, so however few may be kept, none of them is asked twice.
        this.answers = Caffeine.newBuilder()
                .maximumWeight(most)
                .weigher((Key key, Found<V> answer) -> 1)
                .expireAfter(Expiry.<Key, Found<V>>creating((key, answer) -> lifetime(answer)))
                .executor(Runnable::run)
                .buildAsync();
    }

    /**
     * The answer to a key.
     *
     * @param ask called if nobody has asked; {@link #complete} is called with what it is given, later
     */
    Answer<V> answer(Key key, BiConsumer<Key, CompletableFuture<Found<V>>> ask) {
        CompletableFuture<Found<V>> known = answers.getIfPresent(key);
        if (known != null) {
            return new Answer<>(known, true);
        }
        CompletableFuture<Found<V>> mine = new CompletableFuture<>();
        CompletableFuture<Found<V>> other = answers.asMap().putIfAbsent(key, mine);
        if (other != null) {
            return new Answer<>(other, true);
        }
        ask.accept(key, mine);
        return new Answer<>(mine, false);
    }

    /** Completes an answer; what is not to be remembered is forgotten before anybody knows it. */
    void complete(Key key, CompletableFuture<Found<V>> answer, Found<V> with) {
        if (lifetime(with).isZero()) {
            answers.asMap().remove(key, answer);
        }
        answer.complete(with);
    }

    private Duration lifetime(Found<V> answer) {
        if (answer.failure() != null) {
            return Duration.ZERO;
        }
        return answer.rows().isEmpty() ? missing : found;
    }

    /** How many keys are remembered, about. */
    long size() {
        return answers.synchronous().estimatedSize();
    }
}
