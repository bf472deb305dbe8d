package io.millrace.spark.sql;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;

/**
 * Opens readers on executors.
 *
 * @param realTime whether they follow a partition as it grows
 */
record EventReaderFactory(boolean realTime) implements PartitionReaderFactory {
    @Override
    public PartitionReader<InternalRow> createReader(InputPartition partition) {
        ReadTask task = (ReadTask) partition;
        return realTime ? new TailPartitionReader(task) : new EventPartitionReader(task);
    }
}
