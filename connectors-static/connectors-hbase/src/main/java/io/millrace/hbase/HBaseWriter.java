package io.millrace.hbase;

import io.millrace.api.ConnectorException;
import io.millrace.api.Options;
import io.millrace.api.Rejects;
import io.millrace.api.Row;
import io.millrace.api.Writer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.TableNotEnabledException;
import org.apache.hadoop.hbase.client.BufferedMutator;
import org.apache.hadoop.hbase.client.BufferedMutatorParams;
import org.apache.hadoop.hbase.client.Mutation;
import org.apache.hadoop.hbase.client.RetriesExhaustedWithDetailsException;

/**
 * Writes the rows of one attempt of one task. HBase's client gathers them, sends them on while more come, and sends again what
 * was not taken while regions move. A table that is disabled is waited for here. The rest of the failures are thrown by the
 * next call.
 */
final class HBaseWriter implements Writer {
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 2_000;

    private final Connections.Lease lease;
    private final BufferedMutator mutator;
    private final MutationMaker maker;
    private final Options options;
    private final Rejects rejects;
    private final String asked;
    private final Duration timeout;
    private final Queue<RetriesExhaustedWithDetailsException> failures;
    private boolean completed;
    private boolean closed;

    private HBaseWriter(
            Connections.Lease lease,
            BufferedMutator mutator,
            Queue<RetriesExhaustedWithDetailsException> failures,
            MutationMaker maker,
            Options options,
            Rejects rejects) {
        this.lease = lease;
        this.mutator = mutator;
        this.failures = failures;
        this.maker = maker;
        this.options = options;
        this.rejects = rejects;
        this.asked = "write to table '" + mutator.getName().getNameAsString() + "'";
        this.timeout = options.value(HBaseOptions.TIMEOUT);
    }

    static HBaseWriter open(String table, MutationMaker maker, Options options, Rejects rejects) throws IOException {
        Connections.Lease lease = Connections.SHARED.take(options);
        Queue<RetriesExhaustedWithDetailsException> failures = new ConcurrentLinkedQueue<>();
        try {
            BufferedMutator mutator = lease.connection()
                    .getBufferedMutator(new BufferedMutatorParams(TableName.valueOf(table))
                            .writeBufferSize(options.value(HBaseOptions.BUFFER_SIZE))
                            .pool(lease.threads())
                            .listener((failure, from) -> failures.add(failure)));
            return new HBaseWriter(lease, mutator, failures, maker, options, rejects);
        } catch (IOException | RuntimeException e) {
            lease.close();
            throw e;
        }
    }

    @Override
    public void write(Row row) throws IOException {
        settle();
        try {
            mutator.mutate(maker.of(row));
        } catch (IllegalArgumentException e) {
            // Also thrown by the client, for a cell that is too large.
            rejects.reject(row, ConnectorException.malformed("HBase has no place for a row: " + e.getMessage(), e));
        }
    }

    @Override
    public void flush() throws IOException {
        mutator.flush();
        settle();
    }

    @Override
    public String complete() throws IOException {
        flush();
        completed = true;
        return "";
    }

    /** The client has no way to forget what it holds back but to be forgotten itself. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (lease) {
            if (completed) {
                mutator.close();
            }
        }
    }

    /** Returns when nothing is known to have failed. */
    private void settle() throws IOException {
        if (failures.isEmpty()) {
            return;
        }
        long deadline = System.nanoTime() + timeout.toNanos();
        long pause = FIRST_PAUSE_MILLIS;
        while (!failures.isEmpty()) {
            List<Mutation> again = failed(System.nanoTime() < deadline);
            try {
                TimeUnit.MILLISECONDS.sleep(pause);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("Interrupted while writing to HBase");
            }
            pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
            mutator.mutate(again);
            mutator.flush();
        }
    }

    /** What failed and can be sent again; the first other failure is thrown. */
    private List<Mutation> failed(boolean mayBeSentAgain) {
        List<Mutation> again = new ArrayList<>();
        for (RetriesExhaustedWithDetailsException all = failures.poll(); all != null; all = failures.poll()) {
            for (int i = 0; i < all.getNumExceptions(); i++) {
                ConnectorException failure = HBaseFailures.of(all.getCause(i), asked, options);
                if (failure.getCause() instanceof TableNotEnabledException
                        && mayBeSentAgain
                        && all.getRow(i) instanceof Mutation mutation) {
                    again.add(mutation);
                } else {
                    throw explained(failure);
                }
            }
        }
        return again;
    }

    /** The failure; where the client only says that its time is over, with the reason if that is a disabled table. */
    private ConnectorException explained(ConnectorException failure) {
        Throwable cause = failure.getCause();
        boolean disabled = cause != null
                && HBaseFailures.isLate(cause)
                && new Tables(lease.connection(), options).isDisabled(mutator.getName());
        return disabled
                ? HBaseFailures.of(
                        new TableNotEnabledException(mutator.getName().getNameAsString()), asked, options)
                : failure;
    }
}
