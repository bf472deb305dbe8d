package io.millrace.api;

import java.util.Objects;

/**
 * An opaque token for "everything there is now". Only {@link Log#advance} turns it into exact ends. It lives within one
 * query run and is never saved.
 *
 * @param token text that only the connector understands
 */
public record Tip(String token) {
    /** Checks that the token is there. */
    public Tip {
        Objects.requireNonNull(token, "token");
    }
}
