package io.millrace.api;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;

/**
 * A part of a store's rows that one task reads.
 *
 * @param token text that only the connector understands
 * @param hosts where the rows are, best first; empty if that does not matter
 */
public record Slice(String token, List<String> hosts) implements Serializable {
    /** Copies the list. */
    public Slice {
        Objects.requireNonNull(token, "token");
        hosts = List.copyOf(hosts);
    }
}
