package io.millrace.runtime;

import io.millrace.api.ConnectorException;
import io.millrace.api.ConnectorException.Kind;
import java.io.IOException;
import java.io.InterruptedIOException;
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

    /**
     * Whether a thread was told to stop. The thread's own flag may be lost: Spark's threads drop an interrupt that comes while they are
     * being interrupted. The subclasses of this exception tell of time-outs.
     */
    static boolean isInterrupt(Throwable failure) {
        return failure.getClass() == InterruptedIOException.class
                || Thread.currentThread().isInterrupted();
    }

    /**
     * The failure as an unchecked one that keeps its kind; {@code doing} says what was tried. An interrupt becomes what Spark takes
     * for one, so that a query that is asked to stop does not end as one that failed.
     */
    public static RuntimeException wrap(String doing, Throwable failure) {
        if (failure instanceof InterruptedException || failure.getClass() == InterruptedIOException.class) {
            InterruptedIOException interrupt = new InterruptedIOException(doing + " was interrupted");
            interrupt.initCause(failure);
            return new UncheckedIOException(interrupt);
        }
        if (failure instanceof RuntimeException unchecked && !(failure instanceof UncheckedIOException)) {
            return unchecked;
        }
        Throwable cause = failure instanceof UncheckedIOException unchecked && unchecked.getCause() != null
                ? unchecked.getCause()
                : failure;
        return new ConnectorException(kind(failure), doing + " failed: " + cause.getMessage(), cause);
    }
}
