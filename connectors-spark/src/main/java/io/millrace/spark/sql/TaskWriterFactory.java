package io.millrace.spark.sql;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.write.DataWriter;
import org.apache.spark.sql.connector.write.DataWriterFactory;
import org.apache.spark.sql.connector.write.streaming.StreamingDataWriterFactory;

/**
 * Opens writers on executors.
 *
 * @param job what to write where
 * @param epochMillis the time of the epoch, if the output asks for it
 * @param realTime whether rows must not be held back
 */
record TaskWriterFactory(WriteJob job, long epochMillis, boolean realTime)
        implements DataWriterFactory, StreamingDataWriterFactory {
    @Override
    public DataWriter<InternalRow> createWriter(int partition, long taskId) {
        return createWriter(partition, taskId, 0);
    }

    @Override
    public DataWriter<InternalRow> createWriter(int partition, long taskId, long epoch) {
        return new TaskWriter(job, job.attempt(epoch, partition, taskId).at(epochMillis), realTime);
    }
}
