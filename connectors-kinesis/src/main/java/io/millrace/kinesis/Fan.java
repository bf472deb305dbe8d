package io.millrace.kinesis;

import io.millrace.api.ConnectorException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Does the same for many shards at the same time. One caller at a time; its threads end soon after nobody needs them. */
final class Fan implements AutoCloseable {
    private final ThreadPoolExecutor threads;

    /** What is done for one shard. */
    interface Step<A, B> {
        B of(String shard, A given) throws IOException;
    }

    Fan(int threads) {
        this.threads =
                new ThreadPoolExecutor(threads, threads, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "millrace-kinesis-planning");
                    thread.setDaemon(true);
                    return thread;
                });
        this.threads.allowCoreThreadTimeOut(true);
    }

    /** The answers, by shard. The first failure is thrown, and what still runs is stopped. */
    <A, B> SortedMap<String, B> each(Map<String, A> given, Step<A, B> step) throws IOException {
        SortedMap<String, B> answers = new TreeMap<>();
        if (given.size() == 1) {
            Map.Entry<String, A> only = given.entrySet().iterator().next();
            answers.put(only.getKey(), step.of(only.getKey(), only.getValue()));
            return answers;
        }
        Map<String, Future<B>> running = new TreeMap<>();
        given.forEach((shard, one) -> running.put(shard, threads.submit(() -> step.of(shard, one))));
        try {
            for (Map.Entry<String, Future<B>> entry : running.entrySet()) {
                answers.put(entry.getKey(), entry.getValue().get());
            }
            return answers;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted = new InterruptedIOException("Interrupted while planning");
            interrupted.initCause(e);
            throw interrupted;
        } catch (ExecutionException e) {
            throw failure(e.getCause() == null ? e : e.getCause());
        } finally {
            running.values().forEach(future -> future.cancel(true));
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private static RuntimeException failure(Throwable cause) throws IOException {
        if (cause instanceof IOException failure) {
            throw failure;
        }
        return cause instanceof RuntimeException failure
                ? failure
                : new ConnectorException(ConnectorException.Kind.BUG, "Planning failed", cause);
    }
}
