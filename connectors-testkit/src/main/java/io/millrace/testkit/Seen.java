package io.millrace.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.millrace.api.Event;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An event as it was read, compared and printed by its contents: each character of the texts is a byte. */
record Seen(String position, @Nullable String key, @Nullable String value, List<String> headers, long timestampMicros) {
    static Seen of(Event event) {
        return new Seen(
                event.position(),
                text(event.key()),
                text(event.value()),
                event.headers().stream()
                        .map(header -> header.name() + "=" + text(header.value()))
                        .toList(),
                event.timestampMicros());
    }

    static @Nullable String text(byte @Nullable [] bytes) {
        return bytes == null ? null : new String(bytes, ISO_8859_1);
    }
}
