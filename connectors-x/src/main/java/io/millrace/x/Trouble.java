package io.millrace.x;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A failure that may pass; after what pause it is tried again depends on its kind. */
final class Trouble extends Exception {
    private static final long serialVersionUID = 1;

    /** Where it failed. */
    enum Kind {
        /** The connection: it could not be made, broke, fell silent, or was ended by the other side. */
        NETWORK,
        /** The service, which answered with an error. */
        HTTP,
        /** There were too many requests. */
        RATE,
        /** The account's connection is taken by another one. */
        TAKEN
    }

    private final Kind kind;
    private final @Nullable Instant reset;

    private Trouble(Kind kind, String message, @Nullable Instant reset, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.reset = reset;
    }

    static Trouble network(String message, @Nullable Throwable cause) {
        return new Trouble(Kind.NETWORK, message, null, cause);
    }

    static Trouble http(String message) {
        return new Trouble(Kind.HTTP, message, null, null);
    }

    /** @param reset when requests are answered again; null if that was not told */
    static Trouble rate(String message, @Nullable Instant reset) {
        return new Trouble(Kind.RATE, message, reset, null);
    }

    static Trouble taken(String message) {
        return new Trouble(Kind.TAKEN, message, null, null);
    }

    Kind kind() {
        return kind;
    }

    Optional<Instant> reset() {
        return Optional.ofNullable(reset);
    }
}
