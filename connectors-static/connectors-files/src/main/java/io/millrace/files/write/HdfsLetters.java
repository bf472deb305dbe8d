package io.millrace.files.write;

import io.millrace.files.Storage;

/** Dead letters in HDFS, or in any other of Hadoop's file systems that rename at once. */
public final class HdfsLetters extends LetterFiles {
    /** Made by the service loader. */
    public HdfsLetters() {
        super(Storage.Kind.HDFS);
    }
}
