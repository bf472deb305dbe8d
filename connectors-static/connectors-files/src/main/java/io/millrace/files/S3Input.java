package io.millrace.files;

import io.millrace.api.OptionSet;
import io.millrace.api.Options;
import io.millrace.spark.hosted.HostedInput;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.types.StructType;

/** Reads files in S3 and stores that speak its protocol. Stateless; safe for many threads. */
public final class S3Input implements HostedInput {
    @Override
    public String name() {
        return Storage.Kind.S3.connector();
    }

    @Override
    public OptionSet options() {
        return Reading.options(Storage.Kind.S3);
    }

    @Override
    public StructType schema(Options options) {
        return new Source(Storage.Kind.S3, options).schema();
    }

    @Override
    public ScanBuilder scan(StructType schema, Options options) {
        return new FilesScanBuilder(new Source(Storage.Kind.S3, options), schema);
    }
}
