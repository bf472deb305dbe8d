package io.millrace.files.write;

import io.millrace.files.Storage;

/** Dead letters in S3, or in a store that speaks its protocol. */
public final class S3Letters extends LetterFiles {
    /** Made by the service loader. */
    public S3Letters() {
        super(Storage.Kind.S3);
    }
}
