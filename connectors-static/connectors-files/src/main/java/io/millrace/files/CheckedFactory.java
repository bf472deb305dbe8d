package io.millrace.files;

import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.execution.datasources.FilePartition;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** Spark's readers of files, each followed by a look at whether its files are still those that were planned. */
final class CheckedFactory implements PartitionReaderFactory {
    private static final long serialVersionUID = 1;

    private final PartitionReaderFactory readers;
    private final TreeMap<String, String> settings;
    private final boolean lossIsFatal;

    CheckedFactory(PartitionReaderFactory readers, Map<String, String> settings, boolean lossIsFatal) {
        this.readers = readers;
        this.settings = new TreeMap<>(settings);
        this.lossIsFatal = lossIsFatal;
    }

    @Override
    public PartitionReader<InternalRow> createReader(InputPartition partition) {
        return new CheckedReader<>(readers.createReader(partition), check(partition));
    }

    @Override
    public PartitionReader<ColumnarBatch> createColumnarReader(InputPartition partition) {
        return new CheckedReader<>(readers.createColumnarReader(partition), check(partition));
    }

    @Override
    public boolean supportColumnarReads(InputPartition partition) {
        return readers.supportColumnarReads(partition);
    }

    private FileCheck check(InputPartition partition) {
        return new FileCheck(((FilePartition) partition).files(), Storage.onExecutor(settings), lossIsFatal);
    }
}
