package io.millrace.api;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A failure whose kind is known where it happens. The message names what was asked, what was found and what to do, and never
 * holds a secret.
 */
public class ConnectorException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** What a failure means for those who wait on it. */
    public enum Kind {
        /** It may pass by itself: a connection lost, a throttled call. The only kind that is retried, by the framework. */
        TRANSIENT,
        /** The user's options, schema, permissions or checkpoint cannot work. */
        SETTINGS,
        /** Events that should be there are gone. */
        DATA_LOSS,
        /** A record cannot be understood, or cannot be taken by the other side. */
        MALFORMED,
        /** A connector or the framework broke its contract. */
        BUG
    }

    private final Kind kind;

    /** A failure of the given kind. */
    public ConnectorException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = Objects.requireNonNull(kind, "kind");
    }

    /** The user's options cannot work. */
    public static ConnectorException settings(String message) {
        return new ConnectorException(Kind.SETTINGS, message, null);
    }

    /** The user's options cannot work, as {@code cause} showed. */
    public static ConnectorException settings(String message, Throwable cause) {
        return new ConnectorException(Kind.SETTINGS, message, cause);
    }

    /** The failure may pass by itself. */
    public static ConnectorException passing(String message, Throwable cause) {
        return new ConnectorException(Kind.TRANSIENT, message, cause);
    }

    /** A record cannot be understood or taken. */
    public static ConnectorException malformed(String message, @Nullable Throwable cause) {
        return new ConnectorException(Kind.MALFORMED, message, cause);
    }

    /** A contract was broken. */
    public static ConnectorException bug(String message) {
        return new ConnectorException(Kind.BUG, message, null);
    }

    /** The kind of this failure. */
    public Kind kind() {
        return kind;
    }
}
