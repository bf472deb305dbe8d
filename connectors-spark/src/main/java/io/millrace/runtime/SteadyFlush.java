package io.millrace.runtime;

import io.millrace.api.Row;
import io.millrace.api.Writer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A writer whose rows are not held back longer than an interval, even if no further row comes. A timer shared by all writers
 * of the process flushes; a failure there is thrown at the next call.
 */
public final class SteadyFlush implements Writer {
    private static final ScheduledExecutorService TIMER = timer();

    private final Writer writer;
    private final ScheduledFuture<?> flushing;
    private boolean waiting;
    private @Nullable Exception failure;

    /** A writer around another one. */
    public SteadyFlush(Writer writer, Duration interval) {
        this.writer = writer;
        this.flushing = TIMER.scheduleWithFixedDelay(
                this::flushWaiting, interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public synchronized void write(Row row) throws IOException {
        rethrow();
        writer.write(row);
        waiting = true;
    }

    @Override
    public synchronized void flush() throws IOException {
        rethrow();
        writer.flush();
        waiting = false;
    }

    @Override
    public synchronized String complete() throws IOException {
        rethrow();
        flushing.cancel(false);
        return writer.complete();
    }

    @Override
    public synchronized void close() throws IOException {
        flushing.cancel(false);
        writer.close();
    }

    private synchronized void flushWaiting() {
        if (!waiting || failure != null || flushing.isCancelled()) {
            return;
        }
        try {
            flush();
        } catch (IOException | RuntimeException e) {
            failure = e;
        }
    }

    private void rethrow() throws IOException {
        Exception earlier = failure;
        if (earlier instanceof IOException io) {
            throw io;
        }
        if (earlier instanceof UncheckedIOException io) {
            throw io;
        }
        if (earlier != null) {
            throw Failures.wrap("Flushing", earlier);
        }
    }

    private static ScheduledExecutorService timer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "millrace-flush");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }
}
