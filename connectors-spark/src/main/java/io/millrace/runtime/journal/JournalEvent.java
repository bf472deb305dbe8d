package io.millrace.runtime.journal;

import io.millrace.api.Header;
import io.millrace.api.NumberedEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An event that reads its parts out of its segment when it is asked. */
final class JournalEvent implements NumberedEvent {
    private final byte[] bytes;
    private final int start;
    private final long number;

    JournalEvent(byte[] bytes, int start, long number) {
        this.bytes = bytes;
        this.start = start;
        this.number = number;
    }

    @Override
    public byte @Nullable [] key() {
        return new EventParts(bytes, start + Long.BYTES).nullable();
    }

    @Override
    public byte @Nullable [] value() {
        return fromValue().nullable();
    }

    @Override
    public List<Header> headers() {
        EventParts parts = fromValue();
        parts.skipNullable();
        int count = parts.number();
        if (count == 0) {
            return List.of();
        }
        List<Header> headers = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            headers.add(new Header(parts.name(), parts.nullable()));
        }
        return headers;
    }

    @Override
    public long timestampMicros() {
        return new EventParts(bytes, start).timestamp();
    }

    @Override
    public long number() {
        return number;
    }

    private EventParts fromValue() {
        EventParts parts = new EventParts(bytes, start + Long.BYTES);
        parts.skipNullable();
        return parts;
    }
}
