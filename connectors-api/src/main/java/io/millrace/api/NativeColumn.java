package io.millrace.api;

import java.util.Objects;

/**
 * A column under which a system's users already know a part of its events.
 *
 * @param name the column's name
 * @param type its type in Spark's DDL text
 * @param source what fills it
 */
public record NativeColumn(String name, String type, Source source) {
    /** What a native column is filled from, and the types that it can take. */
    public enum Source {
        /** The stream's name: {@code STRING}. */
        STREAM,
        /** The partition's name within the stream: {@code STRING} or, where it is a number, {@code INT}. */
        PART,
        /** {@link Event#position()}: {@code STRING} or, where it is a number, {@code BIGINT}. */
        POSITION,
        /** {@link Event#timestampMicros()}: {@code TIMESTAMP}. */
        TIMESTAMP,
        /** {@link Event#key()}: {@code BINARY} or, as UTF-8, {@code STRING}. */
        KEY,
        /** {@link Event#value()}: {@code BINARY} or, as UTF-8, {@code STRING}. */
        VALUE,
        /** {@link Event#headers()}: an {@code ARRAY} of a {@code STRUCT} of a {@code STRING} and a {@code BINARY}. */
        HEADERS,
        /**
         * The entry of {@link Event#attributes()} with the column's name: {@code INT} (an {@link Integer}), {@code
         * BIGINT} ({@link Long}), {@code BOOLEAN}, {@code STRING} or {@code BINARY}; null where there is none.
         */
        ATTRIBUTE
    }

    /** Checks that all parts are there. */
    public NativeColumn {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(source, "source");
    }
}
