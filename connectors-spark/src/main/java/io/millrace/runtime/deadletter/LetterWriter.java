package io.millrace.runtime.deadletter;

import io.millrace.api.ConnectorException;
import io.millrace.api.ConnectorException.Kind;
import io.millrace.api.Options;
import io.millrace.api.WriteTask;
import io.millrace.api.Writer;
import io.millrace.runtime.Failures;
import io.millrace.runtime.SteadyFlush;
import io.millrace.runtime.WriteOptions;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Writes the dead letters of one attempt of one task. The output is opened with the first letter, so that a task without any
 * costs nothing. Once it has failed, every later call fails too. Safe for many threads.
 */
public final class LetterWriter implements AutoCloseable {
    private final DeadLetterJob job;
    private final WriteTask task;
    private final boolean realTime;
    private @Nullable Writer writer;
    private @Nullable RuntimeException failure;
    private long sent;

    /**
     * A writer.
     *
     * @param task what refuses rows; letters have an epoch of their own beside its
     * @param realTime whether letters must not be held back
     */
    public LetterWriter(DeadLetterJob job, WriteTask task, boolean realTime) {
        this.job = job;
        this.task =
                new WriteTask(query(task.query()), task.epoch(), task.partition(), task.attempt(), task.epochMillis());
        this.realTime = realTime;
    }

    /** The name under which letters of a query are written, so that they are not taken for its rows. */
    public static String query(String query) {
        return query + "/dead-letters";
    }

    /** Writes a letter. It fails if the output does, and the stream with it. */
    public synchronized void send(Letter letter) {
        try {
            open().write(new LetterRow(job.shape().values(letter)));
            sent++;
        } catch (IOException | RuntimeException e) {
            throw failed(e);
        }
    }

    /** How many letters were written. */
    public synchronized long sent() {
        return sent;
    }

    /** Makes all letters durable, or stages them; answers what the committer needs, or null if there were none. */
    public synchronized @Nullable String complete() {
        RuntimeException earlier = failure;
        if (earlier != null) {
            throw earlier;
        }
        Writer open = writer;
        if (open == null) {
            return null;
        }
        try {
            return open.complete();
        } catch (IOException | RuntimeException e) {
            throw failed(e);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        Writer open = writer;
        if (open != null) {
            open.close();
        }
    }

    private Writer open() {
        RuntimeException earlier = failure;
        if (earlier != null) {
            throw earlier;
        }
        Writer open = writer;
        if (open == null) {
            Options options = job.parsedOptions();
            open = job.retry()
                    .call(
                            "Opening the dead-letter output '" + job.connector() + "'",
                            () -> job.output().open(task, job.shape().columns(), options, (row, why) -> {
                                throw why;
                            }));
            open = realTime ? new SteadyFlush(open, options.value(WriteOptions.FLUSH_INTERVAL)) : open;
            writer = open;
        }
        return open;
    }

    private RuntimeException failed(Exception why) {
        RuntimeException earlier = failure;
        if (earlier == null) {
            Kind kind = Failures.kind(why);
            earlier = new ConnectorException(
                    kind,
                    "A dead letter could not be written to '" + job.connector() + "', so the stream ends: "
                            + why.getMessage(),
                    why);
            failure = earlier;
        }
        return earlier;
    }
}
