package io.millrace.examples;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.spark.sql.streaming.StreamingQuery;

/** A pipeline of streaming queries, each of which stands behind those that it reads from. */
final class RunningQueries implements Pipeline {
    private final Supplier<List<StreamingQuery>> starter;
    private List<StreamingQuery> queries = List.of();

    RunningQueries(Supplier<List<StreamingQuery>> starter) {
        this.starter = starter;
    }

    @Override
    public void start() {
        queries = List.copyOf(starter.get());
    }

    @Override
    public void check() {
        for (StreamingQuery query : queries) {
            if (query.exception().isDefined()) {
                throw new IllegalStateException(
                        "query '" + query.name() + "' failed", query.exception().get());
            }
        }
    }

    @Override
    public boolean isInBatch() {
        return queries.stream()
                .anyMatch(query ->
                        query.status().isTriggerActive() && query.status().isDataAvailable());
    }

    /** Ends the first query, by which posts come in: as long as they do, those behind it come to no end. */
    void letNoMoreIn() {
        stop(queries.get(0));
        queries = queries.subList(1, queries.size());
    }

    @Override
    public boolean finish(Duration bound) throws InterruptedException {
        boolean drained = drain(bound);
        stop();
        return drained;
    }

    private boolean drain(Duration bound) throws InterruptedException {
        CompletableFuture<Void> drained =
                CompletableFuture.runAsync(() -> queries.forEach(StreamingQuery::processAllAvailable));
        try {
            drained.get(bound.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException e) {
            check();
            throw new IllegalStateException("a query ended before all was processed", e.getCause());
        } catch (TimeoutException e) {
            return false;
        }
    }

    @Override
    public void stop() {
        queries.forEach(RunningQueries::stop);
    }

    private static void stop(StreamingQuery query) {
        try {
            query.stop();
        } catch (TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }
}
