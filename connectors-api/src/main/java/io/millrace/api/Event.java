package io.millrace.api;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One event of a log or push source. Immutable and safe to keep, though keeping it may pin the buffer it was fetched in.
 *
 * <p>Accessors may compute: ask once, and only for the {@link Field}s that the reader was opened with. A field that was
 * not asked for may answer null, an empty collection or 0. An implementation is used by one thread at a time and need not
 * be serializable.
 */
public interface Event {
    /** The key, or null if the event has none; an empty key is an empty array. */
    byte @Nullable [] key();

    /** The payload, or null if the event has none (a tombstone); an empty payload is an empty array. */
    byte @Nullable [] value();

    /** The headers in the order they were written; empty if there are none. */
    List<Header> headers();

    /** When the event happened or arrived, as the system tells it, in microseconds since 1970-01-01T00:00:00Z. */
    long timestampMicros();

    /** The position of this event in its partition: a range that starts here begins with this event. */
    String position();

    /**
     * What the system tells about the event beyond the other fields, by the names of the connector's {@link
     * NativeColumns}; values are of the Java types that {@link NativeColumn} lists. Empty for most systems.
     */
    default Map<String, Object> attributes() {
        return Map.of();
    }

    /** An event that holds the given parts as they are. */
    static Event of(
            byte @Nullable [] key,
            byte @Nullable [] value,
            List<Header> headers,
            long timestampMicros,
            String position) {
        return new PlainEvent(key, value, headers, timestampMicros, position);
    }
}
