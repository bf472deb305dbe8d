package io.millrace.spark.sql;

import io.millrace.api.Columns;
import io.millrace.api.ConnectorException;
import io.millrace.api.Delivery;
import io.millrace.api.WriteTask;
import io.millrace.runtime.deadletter.DeadLetterJob;
import io.millrace.runtime.deadletter.Letter;
import io.millrace.runtime.deadletter.LetterWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.execution.streaming.runtime.MicroBatchExecution;
import org.apache.spark.sql.execution.streaming.runtime.StreamExecution;
import org.jspecify.annotations.Nullable;

/**
 * The dead letters of one task of a step that stands before an output. They are durable before the task has ended, and so
 * before the output's epoch is committed. Used by one thread.
 */
public final class TaskLetters implements AutoCloseable {
    private static final String BATCH_TIME = "spark.streaming.internal.batchTime";

    private final WriteTask task;
    private final LetterWriter writer;

    /**
     * Opens the letters of the task that runs on this thread.
     *
     * @param name the step's name, which stands for the query where Spark has none
     */
    public TaskLetters(DeadLetterJob job, String name) {
        TaskContext context = TaskContext.get();
        String query = context.getLocalProperty(StreamExecution.QUERY_ID_KEY());
        String batch = context.getLocalProperty(MicroBatchExecution.BATCH_ID_KEY());
        String time = context.getLocalProperty(BATCH_TIME);
        long run = ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE);
        this.task = new WriteTask(
                (query == null ? "" : query + "/") + name,
                Long.parseLong(batch != null ? batch : time != null ? time : "0"),
                context.partitionId(),
                (run << Integer.SIZE) | (context.taskAttemptId() & 0xffff_ffffL),
                // No driver takes a time for the steps of a query; letters may be there again anyway.
                System.currentTimeMillis());
        this.writer = new LetterWriter(job, task, true);
    }

    /**
     * A dead-letter output that such a step can write to. Its tasks have no driver behind them that commits.
     *
     * @param columns the columns of the rows that may be sent
     * @param identity the columns that tell a row from others if the options do not say
     */
    public static DeadLetterJob check(DeadLetterJob job, Columns columns, List<String> identity) {
        DeadLetterJob.Checked checked = job.check(columns, identity);
        if (checked.delivery() instanceof Delivery.Transactional transactional) {
            close(transactional);
            throw ConnectorException.settings(
                    "Output '" + job.connector() + "' is transactional as it is set, and cannot take dead letters of a"
                            + " step that stands before the output of a query; use an idempotent"
                            + " or at-least-once one");
        }
        return checked.job();
    }

    /** Writes a letter. */
    public void send(@Nullable String identity, String row, String error) {
        writer.send(new Letter(identity, row, task.query(), task.epoch(), error, Instant.now()));
    }

    /** Makes all letters durable. */
    public void complete() {
        writer.complete();
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }

    private static void close(Delivery.Transactional transactional) {
        try {
            transactional.committer().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
