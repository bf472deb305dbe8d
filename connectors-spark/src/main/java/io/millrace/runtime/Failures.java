package io.millrace.runtime;

import io.millrace.api.ConnectorException;
import io.millrace.api.ConnectorException.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The one place that decides what a failure means. */
public final class Failures {
    private Failures() {}

    /** The kind of a failure: as a connector said, transient for other I/O, else a bug. */
    public static Kind kind(Throwable failure) {
        if (failure instanceof ConnectorException known) {
            return known.kind();
        }
        return failure instanceof IOException || failure instanceof UncheckedIOException ? Kind.TRANSIENT : Kind.BUG;
    }

    /** The failure as an unchecked one that keeps its kind; {@code doing} says what was tried. */
    public static RuntimeException wrap(String doing, Throwable failure) {
        if (failure instanceof RuntimeException unchecked && !(failure instanceof UncheckedIOException)) {
            return unchecked;
        }
        Throwable cause = failure instanceof UncheckedIOException unchecked && unchecked.getCause() != null
                ? unchecked.getCause()
                : failure;
        return new ConnectorException(kind(failure), doing + " failed: " + cause.getMessage(), cause);
    }
}
