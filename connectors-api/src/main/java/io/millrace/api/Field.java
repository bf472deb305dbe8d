package io.millrace.api;

/** A part of an {@link Event} that a query may ask for. What it did not ask for need not be fetched or decoded. */
public enum Field {
    /** {@link Event#key()}. */
    KEY,
    /** {@link Event#value()}. */
    VALUE,
    /** {@link Event#headers()}. */
    HEADERS,
    /** {@link Event#timestampMicros()}. */
    TIMESTAMP,
    /** {@link Event#position()}. */
    POSITION,
    /** {@link Event#attributes()}. */
    ATTRIBUTES
}
