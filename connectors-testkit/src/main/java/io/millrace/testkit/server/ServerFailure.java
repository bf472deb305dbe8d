package io.millrace.testkit.server;

import org.jspecify.annotations.Nullable;

/** A server that did not do what was asked of it; the message names the server, its log file and the end of that log. */
public final class ServerFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ServerFailure(String message) {
        super(message);
    }

    ServerFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
