package io.millrace.runtime.journal;

import io.millrace.api.ConnectorException;

/** A file of a journal is there and does not hold what was written: no retry helps. */
final class DamagedSegmentException extends ConnectorException {
    private static final long serialVersionUID = 1;

    DamagedSegmentException(String file, String found) {
        super(
                Kind.DATA_LOSS,
                "The journal's file " + file + " is damaged: " + found + ". Restore it from a copy of the file system",
                null);
    }
}
