package io.millrace.runtime.lookup;

import io.millrace.api.ConnectorException.Kind;
import io.millrace.api.Key;
import io.millrace.api.Lookup;
import io.millrace.api.Options;
import io.millrace.api.Row;
import io.millrace.runtime.Failures;
import io.millrace.runtime.ReadOptions;
import io.millrace.runtime.Retry;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A look-up that all tasks of this process with the same job share. Its threads send the requests. Safe for many threads.
 *
 * @param <V> a row as it is kept
 */
final class SharedLookup<V> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SharedLookup.class);

    private final LookupJob job;
    private final Options options;
    private final Function<Row, V> keep;
    private final Retry retry;
    private final Cache<V> cache;
    private final Requests<Asked<V>> requests;
    private final RequestCounts counts = new RequestCounts();
    private final int working;
    private @Nullable Lookup open;

    private record Asked<V>(Key key, CompletableFuture<Found<V>> answer) {}

    /**
     * A look-up, which is opened with the first request: a store that is away then is treated like one that goes away later.
     *
     * @param keep makes of a row what is kept
     */
    SharedLookup(LookupJob job, Function<Row, V> keep) {
        this.job = job;
        this.keep = keep;
        this.options = job.parsedOptions();
        this.retry = new Retry(options.value(ReadOptions.RETRY_TIMEOUT), new LongAdder());
        this.cache = new Cache<>(options);
        this.requests = new Requests<>(
                options.value(LookupOptions.BATCH_SIZE).intValue(),
                options.value(LookupOptions.MAX_WAIT).toNanos());
        this.working = options.value(LookupOptions.IN_FLIGHT).intValue();
        for (int i = 0; i < working; i++) {
            Thread thread = new Thread(this::work, "millrace-lookup-" + job.connector() + "-" + i);
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** The rows of a key, now or later; empty if it has none. */
    Answer<V> ask(Key key) {
        return cache.answer(key, this::enqueue);
    }

    RequestCounts counts() {
        return counts;
    }

    /** How many keys are remembered, about. */
    long remembered() {
        return cache.size();
    }

    /** Ends when what is under way is answered; the last thread to end closes the look-up. */
    @Override
    public void close() {
        requests.close();
    }

    private void enqueue(Key key, CompletableFuture<Found<V>> answer) {
        if (!requests.add(new Asked<>(key, answer))) {
            cache.complete(key, answer, failed(new IOException("The look-up in '" + job.connector() + "' is closed")));
        }
    }

    private void work() {
        try {
            for (List<Asked<V>> request = requests.take(); !request.isEmpty(); request = requests.take()) {
                answer(request);
            }
        } catch (InterruptedException e) {
            LOG.debug("A thread that looked up in '{}' was interrupted", job.connector());
        }
        if (counts.ended() == working) {
            closeOpen();
        }
    }

    private synchronized Lookup opened() throws IOException {
        Lookup known = open;
        if (known == null) {
            known = LookupJob.store(job.connector()).lookup(job.keyColumns(), job.columns(), options);
            open = known;
        }
        return known;
    }

    private synchronized void closeOpen() {
        try {
            if (open != null) {
                open.close();
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("Closing the look-up in '{}' failed", job.connector(), e);
        }
    }

    private void answer(List<Asked<V>> request) {
        Set<Key> keys = new HashSet<>(2 * request.size());
        request.forEach(asked -> keys.add(asked.key()));
        try {
            Map<Key, List<Row>> found = get(keys);
            // Backwards: the rows of a task wait in the order in which they asked, so its thread is woken once for all
            // of them.
            for (int i = request.size() - 1; i >= 0; i--) {
                Asked<V> asked = request.get(i);
                cache.complete(
                        asked.key(),
                        asked.answer(),
                        new Found<>(kept(found.getOrDefault(asked.key(), List.of())), null));
            }
        } catch (RuntimeException | Error e) {
            if (request.size() > 1 && Failures.kind(e) == Kind.MALFORMED) {
                // One key that the store does not understand must not fail the others.
                request.forEach(asked -> answer(List.of(asked)));
            } else {
                request.forEach(asked -> cache.complete(asked.key(), asked.answer(), failed(e)));
            }
        }
    }

    private List<V> kept(List<Row> rows) {
        return rows.size() == 1
                ? List.of(keep.apply(rows.get(0)))
                : rows.stream().map(keep).toList();
    }

    private Found<V> failed(Throwable why) {
        return new Found<>(List.of(), why);
    }

    private Map<Key, List<Row>> get(Set<Key> keys) {
        long begun = System.nanoTime();
        try {
            return retry.call(
                    "Looking up " + keys.size() + " keys in '" + job.connector() + "'", () -> opened().get(keys));
        } finally {
            counts.answered(keys.size(), System.nanoTime() - begun);
        }
    }
}
