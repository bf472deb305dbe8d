package io.millrace.spark.sql;

import io.millrace.api.Options;
import io.millrace.api.WriteTask;
import io.millrace.api.Writer;
import io.millrace.runtime.ReadOptions;
import io.millrace.runtime.RejectPolicy;
import io.millrace.runtime.Retry;
import io.millrace.runtime.SteadyFlush;
import io.millrace.runtime.WriteOptions;
import java.io.IOException;
import java.util.concurrent.atomic.LongAdder;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.write.DataWriter;
import org.apache.spark.sql.connector.write.WriterCommitMessage;

/** Writes the rows of one attempt of one task. */
final class TaskWriter implements DataWriter<InternalRow> {
    private final Writer writer;
    private final SparkRow row;
    private final RejectPolicy rejects;
    private long records;

    /** What the committer needs to know of a task. */
    record Staged(String token) implements WriterCommitMessage {}

    TaskWriter(WriteJob job, WriteTask task, boolean realTime) {
        Options options = job.parsedOptions();
        this.rejects = new RejectPolicy(options.value(WriteOptions.ON_REJECT));
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

    @Override
    public Staged commit() throws IOException {
        return new Staged(writer.complete());
    }

    /** Nothing to do here: {@link #close} without a commit abandons. */
    @Override
    public void abort() {}

    @Override
    public CustomTaskMetric[] currentMetricsValues() {
        return WriteMetric.values(records, rejects.rejected());
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
