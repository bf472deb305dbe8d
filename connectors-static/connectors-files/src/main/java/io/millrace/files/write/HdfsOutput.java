package io.millrace.files.write;

import io.millrace.files.Storage;

/** Connector {@code hdfs} as an output: a directory in HDFS, or in any other of Hadoop's file systems that rename at once. */
public final class HdfsOutput extends FilesOutput {
    /** Made by the service loader. */
    public HdfsOutput() {
        super(Storage.Kind.HDFS);
    }
}
