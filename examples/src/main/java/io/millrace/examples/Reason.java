package io.millrace.examples;

import io.millrace.api.ConnectorException;
import io.millrace.testkit.server.ServerFailure;

/** The line of a failure that a reader can do something with: what a connector or a server says, else the deepest cause. */
final class Reason {
    private Reason() {}

    static String of(Throwable failure) {
        Throwable at = failure;
        while (!(at instanceof ConnectorException) && !(at instanceof ServerFailure) && at.getCause() != null) {
            at = at.getCause();
        }
        String message = at.getMessage();
        return message == null ? at.toString() : message;
    }
}
