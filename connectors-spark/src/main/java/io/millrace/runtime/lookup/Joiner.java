package io.millrace.runtime.lookup;

import io.millrace.api.ConnectorException;
import io.millrace.api.Key;
import io.millrace.api.Row;
import io.millrace.runtime.Failures;
import io.millrace.runtime.lookup.LookupMeter.Outcome;
import io.millrace.runtime.lookup.LookupOptions.OnFailure;
import io.millrace.runtime.lookup.LookupOptions.OnMissing;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one task, each joined with what a store has for its key, in the order the rows came. Used by the task's thread.
 *
 * @param <T> a row
 * @param <V> a row of the store
 */
public final class Joiner<T, V> implements AutoCloseable {
    private static final int CLAIM_EVERY = 256;

    private final LookupJob job;
    private final LookupPolicy policy;
    private final Lookups<V> lookups;
    private final SharedLookup<V> lookup;
    private final Function<T, @Nullable Key> key;
    private final LookupMeter meter;
    private final Undeliverable<T> undeliverable;
    private final Arrivals<T, V> arrivals;
    private int untilClaim = CLAIM_EVERY;
    private boolean closed;

    /** Takes rows that cannot be joined, and why. */
    public interface Undeliverable<T> {
        /** Takes one. */
        void take(T row, ConnectorException why);
    }

    /**
     * Begins to look up.
     *
     * @param keep makes of a row of the store what is kept
     * @param key makes the key of a row, or null if a part of it is null
     * @param source where the rows come from
     */
    public Joiner(
            LookupJob job,
            Lookups<V> lookups,
            Function<Row, V> keep,
            Function<T, @Nullable Key> key,
            Source<T> source,
            LookupMeter meter,
            Undeliverable<T> undeliverable) {
        this.job = job;
        this.policy = LookupPolicy.of(job.parsedOptions());
        this.lookups = lookups;
        this.lookup = lookups.take(job, keep);
        this.key = key;
        this.meter = meter;
        this.undeliverable = undeliverable;
        this.arrivals = arrivals(source, job.ahead());
    }

    /** The next row that stays; null at the end. */
    public @Nullable Joined<T, V> next() throws InterruptedException {
        while (true) {
            Pending<T, V> pending = arrivals.next();
            if (pending == null) {
                claim();
                return null;
            }
            if (--untilClaim == 0) {
                claim();
            }
            Joined<T, V> joined = join(pending);
            if (joined != null) {
                return joined;
            }
        }
    }

    /** Stops; to be called before what the rows are read from is closed. May be repeated. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            arrivals.close();
            claim();
            lookups.give(job);
        }
    }

    private Arrivals<T, V> arrivals(Source<T> source, int ahead) {
        if (source instanceof Source.Trickling<T> trickling) {
            return new FedArrivals<>(trickling.rows(), this::ask, ahead, trickling.begin());
        }
        return new PulledArrivals<>(((Source.Bounded<T>) source).rows(), this::ask, ahead);
    }

    private Pending<T, V> ask(T row) {
        Key asked = key.apply(row);
        return new Pending<>(row, asked == null ? null : lookup.ask(asked), System.nanoTime());
    }

    private @Nullable Joined<T, V> join(Pending<T, V> pending) throws InterruptedException {
        Answer<V> answer = pending.answer();
        if (answer == null) {
            meter.row(Outcome.MISSING, false);
            return missing(pending.row());
        }
        try {
            Found<V> found = found(answer, pending.since());
            Throwable failure = found.failure();
            if (failure != null) {
                return failed(pending.row(), answer, "failed: " + failure.getMessage(), failure);
            }
            List<V> rows = found.rows();
            meter.row(rows.isEmpty() ? Outcome.MISSING : Outcome.FOUND, answer.hit());
            return rows.isEmpty() ? missing(pending.row()) : new Joined<>(pending.row(), rows);
        } catch (TimeoutException e) {
            return failed(
                    pending.row(),
                    answer,
                    "took longer than lookup.timeout, " + policy.timeout().toMillis() + " ms",
                    e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("An answer failed, which none does", e);
        }
    }

    private Found<V> found(Answer<V> answer, long since)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (answer.found().isDone()) {
            return answer.found().get();
        }
        long left = since + policy.timeout().toNanos() - System.nanoTime();
        return answer.found().get(Math.max(0, left), TimeUnit.NANOSECONDS);
    }

    private @Nullable Joined<T, V> missing(T row) {
        if (policy.onMissing() == OnMissing.JOIN) {
            return policy.join() == LookupOptions.Join.LEFT ? new Joined<>(row, List.of()) : null;
        }
        ConnectorException why = ConnectorException.malformed(
                "The look-up in '" + job.connector() + "' found no row with " + job.keyColumns() + " = " + shown(row),
                null);
        if (policy.onMissing() == OnMissing.FAIL) {
            throw why;
        }
        undeliverable.take(row, why);
        return null;
    }

    private @Nullable Joined<T, V> failed(T row, Answer<V> answer, String how, Throwable cause) {
        meter.row(Outcome.FAILED, answer.hit());
        ConnectorException.Kind kind =
                cause instanceof TimeoutException ? ConnectorException.Kind.TRANSIENT : Failures.kind(cause);
        // What is wrong with the settings or the code is wrong for every row, and never passes.
        boolean passes = kind == ConnectorException.Kind.TRANSIENT || kind == ConnectorException.Kind.MALFORMED;
        OnFailure choice = passes ? policy.onFailure() : OnFailure.FAIL;
        if (choice == OnFailure.NULL) {
            return new Joined<>(row, List.of());
        }
        ConnectorException why = new ConnectorException(
                kind,
                "The look-up in '" + job.connector() + "' of " + job.keyColumns() + " = " + shown(row) + " " + how
                        + (passes && choice == OnFailure.FAIL
                                ? ". Option lookup.onFailure says what becomes of such rows"
                                : ""),
                cause);
        if (choice == OnFailure.FAIL) {
            throw why;
        }
        undeliverable.take(row, why);
        return null;
    }

    private String shown(T row) {
        Key asked = key.apply(row);
        return asked == null ? "null" : asked.values().toString();
    }

    private void claim() {
        untilClaim = CLAIM_EVERY;
        lookup.counts().claim(meter);
        meter.remembered(lookup.remembered());
    }
}
