package io.millrace.files.write;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Calls to a store that wait for it side by side. */
final class InParallel {
    private static final int THREADS = 8;

    /** What is done with each. */
    interface Call<T> {
        void run(T one) throws IOException;
    }

    private InParallel() {}

    /**
     * Runs a call for each, the first one alone.
     *
     * @param afterFirst what runs between the first and the others
     */
    static <T> void run(List<T> all, Call<T> call, Runnable afterFirst) throws IOException {
        if (all.isEmpty()) {
            return;
        }
        call.run(all.get(0));
        afterFirst.run();
        List<T> others = all.subList(1, all.size());
        if (others.size() < 2) {
            for (T other : others) {
                call.run(other);
            }
            return;
        }
        ExecutorService threads = Executors.newFixedThreadPool(Math.min(THREADS, others.size()));
        try {
            List<Future<?>> running = new ArrayList<>();
            for (T other : others) {
                running.add(threads.submit(() -> {
                    call.run(other);
                    return other;
                }));
            }
            for (Future<?> one : running) {
                await(one);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static void await(Future<?> one) throws IOException {
        try {
            one.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted while files were published").initCause(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failed) {
                throw failed;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
