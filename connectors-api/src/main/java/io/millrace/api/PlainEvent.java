package io.millrace.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The event that holds its parts. Equality of arrays is by identity: events are compared field by field where needed. */
@SuppressWarnings("ArrayRecordComponent") // the arrays are handed through untouched, never compared
record PlainEvent(
        byte @Nullable [] key, byte @Nullable [] value, List<Header> headers, long timestampMicros, String position)
        implements Event {
    PlainEvent {
        headers = List.copyOf(headers);
    }
}
