package io.millrace.files.write;

import io.millrace.files.Storage;

/** Connector {@code s3} as an output: a directory in S3, or in a store that speaks its protocol. */
public final class S3Output extends FilesOutput {
    /** Made by the service loader. */
    public S3Output() {
        super(Storage.Kind.S3);
    }
}
