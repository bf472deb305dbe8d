package io.millrace.api;

import java.util.List;

/**
 * The key of a look-up, compared by value.
 *
 * @param values the values of the key's columns: {@link Boolean}, {@link Integer}, {@link Long}, {@link Double}, {@link
 *     String}, {@link java.math.BigDecimal}, {@link java.nio.ByteBuffer} (for binary), {@link java.time.LocalDate} or
 *     {@link java.time.Instant}; none is null
 */
public record Key(List<Object> values) {
    /** Copies the list. */
    public Key {
        values = List.copyOf(values);
    }
}
