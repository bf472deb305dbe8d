package io.millrace.spark.sql;

import io.millrace.api.Options;
import io.millrace.api.WriteTask;
import io.millrace.api.Writer;
import io.millrace.runtime.ReadOptions;
import io.millrace.runtime.RejectPolicy;
import io.millrace.runtime.Retry;
import io.millrace.runtime.SteadyFlush;
import io.millrace.runtime.WriteOptions;
import io.millrace.runtime.WriteProtocol;
import io.millrace.runtime.deadletter.DeadLetterJob;
import io.millrace.runtime.deadletter.LetterWriter;
import io.millrace.runtime.deadletter.RowLetters;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.write.DataWriter;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.jspecify.annotations.Nullable;

/** Writes the rows of one attempt of one task. */
final class TaskWriter implements DataWriter<InternalRow> {
    private final Writer writer;
    private final SparkRow row;
    private final @Nullable LetterWriter letters;
    private final RejectPolicy rejects;
    private long records;

    /**
     * What the driver needs to know of a task.
     *
     * @param token what the committer needs to know of its rows
     * @param letters the same of its dead letters; null if there were none
     * @param lettersSent how many there were
     */
    record Staged(String token, @Nullable String letters, long lettersSent) implements WriterCommitMessage {
        /** What all tasks of an epoch told; a task that told nothing is null. */
        static WriteProtocol.Staged all(List<@Nullable Staged> tasks) {
            List<String> rows = new ArrayList<>();
            List<String> letters = new ArrayList<>();
            long sent = 0;
            for (Staged task : tasks) {
                if (task == null) {
                    continue;
                }
                rows.add(task.token);
                if (task.letters != null) {
                    letters.add(task.letters);
                }
                sent += task.lettersSent;
            }
            return new WriteProtocol.Staged(rows, letters, sent);
        }
    }

    TaskWriter(WriteJob job, WriteTask task, boolean realTime) {
        Options options = job.parsedOptions();
        DeadLetterJob deadLetters = job.letters();
        if (deadLetters == null) {
            this.letters = null;
            this.rejects = RejectPolicy.of(options.value(WriteOptions.ON_REJECT));
        } else {
            LetterWriter to = new LetterWriter(deadLetters, task, realTime);
            this.letters = to;
            this.rejects = RejectPolicy.sending(new RowLetters(job.columns(), deadLetters.identity(), task), to);
        }
        Retry retry = new Retry(options.value(ReadOptions.RETRY_TIMEOUT), new LongAdder());
        Writer opened = retry.call(
                "Opening '" + job.connector() + "' to write",
                () -> job.output().open(task, job.columns(), options, rejects));
        this.writer = realTime ? new SteadyFlush(opened, options.value(WriteOptions.FLUSH_INTERVAL)) : opened;
        this.row = SparkRow.of(job.schema());
    }

    @Override
    public void write(InternalRow record) throws IOException {
        writer.write(row.show(record));
        records++;
    }

    /** Rows may be refused until the writer is complete; the task has ended only when their letters are durable, too. */
    @Override
    public Staged commit() throws IOException {
        String token = writer.complete();
        return letters == null ? new Staged(token, null, 0) : new Staged(token, letters.complete(), letters.sent());
    }

    /** Nothing to do here: {@link #close} without a commit abandons. */
    @Override
    public void abort() {}

    @Override
    public CustomTaskMetric[] currentMetricsValues() {
        long sent = letters == null ? 0 : letters.sent();
        return WriteMetric.values(records, rejects.leftOut() - sent, sent);
    }

    @Override
    public void close() throws IOException {
        try {
            writer.close();
        } finally {
            if (letters != null) {
                letters.close();
            }
        }
    }
}
