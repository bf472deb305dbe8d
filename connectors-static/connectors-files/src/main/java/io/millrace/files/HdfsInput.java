package io.millrace.files;

import io.millrace.api.OptionSet;
import io.millrace.api.Options;
import io.millrace.spark.hosted.HostedInput;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.types.StructType;

/** Reads files in HDFS and any other of Hadoop's file systems but S3. Stateless; safe for many threads. */
public final class HdfsInput implements HostedInput {
    @Override
    public String name() {
        return Storage.Kind.HDFS.connector();
    }

    @Override
    public OptionSet options() {
        return Reading.options(Storage.Kind.HDFS);
    }

    @Override
    public StructType schema(Options options) {
        return new Source(Storage.Kind.HDFS, options).schema();
    }

    @Override
    public ScanBuilder scan(StructType schema, Options options) {
        return new FilesScanBuilder(new Source(Storage.Kind.HDFS, options), schema);
    }
}
