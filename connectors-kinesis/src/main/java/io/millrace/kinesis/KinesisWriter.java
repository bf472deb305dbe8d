package io.millrace.kinesis;

import io.millrace.api.Columns;
import io.millrace.api.ConnectorException;
import io.millrace.api.Options;
import io.millrace.api.Rejects;
import io.millrace.api.Row;
import io.millrace.api.Writer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;

/**
 * Writes the rows of one attempt of one task. Several requests are under way at the same time, each with its own repeats; when all
 * are, the task waits, so no more than they hold is in memory. The first failure is remembered and thrown by the next call.
 */
final class KinesisWriter implements Writer {
    private static final int MOST_RECORDS = 500;
    private static final long MOST_BYTES = 10L << 20;

    private final EntryMaker maker;
    private final Rejects rejects;
    private final Sending sending;
    private final boolean ordered;
    private final int requests;
    private final Semaphore free;
    private final AtomicReference<@Nullable ConnectorException> failure = new AtomicReference<>();
    private final Set<String> keys = new HashSet<>();
    private List<PutRecordsRequestEntry> batch = new ArrayList<>();
    private long bytes;
    private boolean closed;

    private KinesisWriter(OutputColumns columns, Options options, Rejects rejects) {
        this.maker = new EntryMaker(columns);
        this.rejects = rejects;
        this.sending = new Sending(options);
        this.ordered = options.value(OutputOptions.KEEP_ORDER);
        this.requests = ordered ? 1 : options.value(OutputOptions.REQUESTS).intValue();
        this.free = new Semaphore(requests);
    }

    static KinesisWriter open(Columns columns, Options options, Rejects rejects) {
        return new KinesisWriter(OutputColumns.of(columns), options, rejects);
    }

    @Override
    public void write(Row row) throws IOException {
        throwFailure();
        PutRecordsRequestEntry entry;
        try {
            entry = maker.entry(row);
        } catch (ConnectorException e) {
            rejects.reject(row, e);
            return;
        }
        long size = EntryMaker.size(entry);
        boolean again = ordered && keys.contains(entry.partitionKey());
        if (again || batch.size() == MOST_RECORDS || bytes + size > MOST_BYTES) {
            flush();
        }
        if (ordered) {
            keys.add(entry.partitionKey());
        }
        batch.add(entry);
        bytes += size;
    }

    /** Waits only while as many requests are under way as may be. */
    @Override
    public void flush() throws IOException {
        throwFailure();
        if (batch.isEmpty()) {
            return;
        }
        List<PutRecordsRequestEntry> entries = batch;
        batch = new ArrayList<>();
        bytes = 0;
        keys.clear();
        acquire(1);
        throwFailure();
        sending.send(entries, told -> {
            if (told != null) {
                failure.compareAndSet(null, told);
            }
            free.release();
        });
    }

    @Override
    public String complete() throws IOException {
        flush();
        acquire(requests);
        free.release(requests);
        throwFailure();
        return "";
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            batch.clear();
            sending.stop();
        }
    }

    /** Every request ends within its time-out; should one not, a task must not hang. */
    private void acquire(int permits) throws IOException {
        try {
            if (!free.tryAcquire(permits, sending.longest().toMillis(), TimeUnit.MILLISECONDS)) {
                throw ConnectorException.passing(
                        "Kinesis did not answer a request within "
                                + sending.longest().toSeconds() + " s",
                        new IOException("no answer"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted = new InterruptedIOException("Interrupted while writing to Kinesis");
            interrupted.initCause(e);
            throw interrupted;
        }
    }

    private void throwFailure() {
        ConnectorException first = failure.get();
        if (first != null) {
            throw first;
        }
    }
}
