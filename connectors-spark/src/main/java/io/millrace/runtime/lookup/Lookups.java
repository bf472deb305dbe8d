package io.millrace.runtime.lookup;

import io.millrace.api.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The look-ups of this process, one for all tasks with equal jobs. One that nobody used for a while is closed, and what it
 * remembers is forgotten. Safe for many threads.
 *
 * @param <V> a row as it is kept
 */
public final class Lookups<V> {
    private final Duration kept;
    private final Map<LookupJob, Shared<V>> lookups = new HashMap<>();
    private boolean sweepIsDue;

    /** A look-up and how many tasks use it. Guarded by the pool. */
    private static final class Shared<V> {
        private final SharedLookup<V> lookup;
        private int users;
        private long idleSince;

        private Shared(SharedLookup<V> lookup) {
            this.lookup = lookup;
        }
    }

    /**
     * A pool.
     *
     * @param kept how long a look-up is kept that nobody uses
     */
    public Lookups(Duration kept) {
        this.kept = kept;
    }

    /** The look-up for a job; to be given back. */
    synchronized SharedLookup<V> take(LookupJob job, Function<Row, V> keep) {
        Shared<V> shared = lookups.computeIfAbsent(job, key -> new Shared<>(new SharedLookup<>(job, keep)));
        shared.users++;
        return shared.lookup;
    }

    /** Takes a look-up back. */
    synchronized void give(LookupJob job) {
        Shared<V> shared = lookups.get(job);
        if (shared != null) {
            shared.users--;
            shared.idleSince = System.nanoTime();
            scheduleSweep();
        }
    }

    /** How many look-ups are open. */
    synchronized int size() {
        return lookups.size();
    }

    private void sweep() {
        List<SharedLookup<V>> dropped = new ArrayList<>();
        synchronized (this) {
            sweepIsDue = false;
            for (Iterator<Shared<V>> all = lookups.values().iterator(); all.hasNext(); ) {
                Shared<V> one = all.next();
                if (one.users == 0 && System.nanoTime() - one.idleSince >= kept.toNanos()) {
                    all.remove();
                    dropped.add(one.lookup);
                }
            }
            scheduleSweep();
        }
        dropped.forEach(SharedLookup::close);
    }

    private void scheduleSweep() {
        if (!sweepIsDue && !lookups.isEmpty()) {
            sweepIsDue = true;
            CompletableFuture.delayedExecutor(kept.toNanos(), TimeUnit.NANOSECONDS)
                    .execute(this::sweep);
        }
    }
}
