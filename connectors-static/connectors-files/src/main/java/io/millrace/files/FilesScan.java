package io.millrace.files;

import java.util.OptionalLong;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.Statistics;
import org.apache.spark.sql.connector.read.SupportsReportStatistics;
import org.apache.spark.sql.connector.read.streaming.MicroBatchStream;
import org.apache.spark.sql.execution.datasources.v2.FileScan;
import org.apache.spark.sql.internal.connector.SupportsMetadata;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Files to read: as a batch, which is Spark's own scan of them, or as a stream of those that are new. */
final class FilesScan implements Scan, SupportsReportStatistics, SupportsMetadata {
    private final Source source;
    private final StructType schema;
    private final @Nullable FileScan pushed;

    /**
     * A scan.
     *
     * @param pushed what Spark made after it pushed something down, which it does for a batch alone
     */
    FilesScan(Source source, StructType schema, @Nullable FileScan pushed) {
        this.source = source;
        this.schema = schema;
        this.pushed = pushed;
    }

    @Override
    public StructType readSchema() {
        return pushed == null ? schema : pushed.readSchema();
    }

    @Override
    public String description() {
        String where = "millrace " + source.connector() + " " + source.storage();
        return pushed == null ? where : where + " " + pushed.description();
    }

    @Override
    public scala.collection.immutable.Map<String, String> getMetaData() {
        return pushed == null ? scala.collection.immutable.Map$.MODULE$.empty() : pushed.getMetaData();
    }

    @Override
    public Statistics estimateStatistics() {
        return pushed == null ? new Unknown() : pushed.estimateStatistics();
    }

    @Override
    public Batch toBatch() {
        return pushed == null ? ((FileScan) source.reader(source.list(), schema).build()).toBatch() : pushed.toBatch();
    }

    @Override
    public MicroBatchStream toMicroBatchStream(String checkpoint) {
        return new FilesStream(source, schema, checkpoint);
    }

    /** Of a stream nobody knows how much will come. */
    private record Unknown() implements Statistics {
        @Override
        public OptionalLong sizeInBytes() {
            return OptionalLong.empty();
        }

        @Override
        public OptionalLong numRows() {
            return OptionalLong.empty();
        }
    }
}
