package io.millrace.spark.sql;

import io.millrace.api.ConnectorException;
import io.millrace.api.WriteTask;
import io.millrace.runtime.WriteProtocol;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.write.BatchWrite;
import org.apache.spark.sql.connector.write.DataWriterFactory;
import org.apache.spark.sql.connector.write.PhysicalWriteInfo;
import org.apache.spark.sql.connector.write.Write;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.apache.spark.sql.connector.write.streaming.StreamingDataWriterFactory;
import org.apache.spark.sql.connector.write.streaming.StreamingWrite;
import org.jspecify.annotations.Nullable;

/** A write, as a batch (one epoch, 0) or as a stream of epochs. */
final class OutputWrite implements Write, BatchWrite, StreamingWrite {
    private final WriteProtocol protocol;
    private final WriteJob job;
    private @Nullable EpochTimes times;

    OutputWrite(WriteProtocol protocol, WriteJob job) {
        this.protocol = protocol;
        this.job = job;
    }

    @Override
    public String description() {
        return "millrace " + job.connector();
    }

    @Override
    public BatchWrite toBatch() {
        return this;
    }

    @Override
    public StreamingWrite toStreaming() {
        return this;
    }

    @Override
    public CustomMetric[] supportedCustomMetrics() {
        return WriteMetric.all();
    }

    /** Spark keeps one message per partition, and what a second attempt staged is never committed. */
    @Override
    public boolean useCommitCoordinator() {
        return false;
    }

    @Override
    public DataWriterFactory createBatchWriterFactory(PhysicalWriteInfo info) {
        return new TaskWriterFactory(
                job, protocol.isTimed() ? System.currentTimeMillis() : WriteTask.WITHOUT_TIME, false);
    }

    @Override
    public StreamingDataWriterFactory createStreamingWriterFactory(PhysicalWriteInfo info) {
        boolean realTime = RealTime.isQuery(job.query());
        if (realTime && protocol.isTransactional()) {
            throw ConnectorException.settings("Output '" + job.connector()
                    + "', or its dead-letter output, is transactional and cannot be used in real-time mode, where"
                    + " Spark notes the end of an epoch only after its commit, so that an epoch run again after a"
                    + " crash holds other rows. Use a micro-batch trigger, or an idempotent or at-least-once output");
        }
        return new TaskWriterFactory(job, protocol.isTimed() ? timeOfEpoch() : WriteTask.WITHOUT_TIME, realTime);
    }

    /** Spark makes a factory for each epoch, on the thread of the query, before any task runs. */
    private long timeOfEpoch() {
        EpochTimes known = times;
        if (known == null) {
            known = EpochTimes.of(job.query());
            times = known;
        }
        return known.current();
    }

    @Override
    public void commit(long epoch, @Nullable WriterCommitMessage[] messages) {
        protocol.commit(epoch, staged(messages));
    }

    @Override
    public void abort(long epoch, @Nullable WriterCommitMessage[] messages) {
        protocol.abort(epoch, staged(messages));
    }

    @Override
    public void commit(@Nullable WriterCommitMessage[] messages) {
        try (protocol) {
            protocol.commit(0, staged(messages));
        }
    }

    @Override
    public void abort(@Nullable WriterCommitMessage[] messages) {
        try (protocol) {
            protocol.abort(0, staged(messages));
        }
    }

    private static WriteProtocol.Staged staged(@Nullable WriterCommitMessage[] messages) {
        List<TaskWriter.@Nullable Staged> staged = new ArrayList<>();
        for (WriterCommitMessage message : messages) {
            if (message instanceof TaskWriter.Staged one) {
                staged.add(one);
            }
        }
        return TaskWriter.Staged.all(staged);
    }
}
