package io.millrace.testkit.example;

import io.millrace.api.Event;
import io.millrace.api.Header;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An event as a line: time, key, value, and names and values of headers, with blanks between; bytes in Base64, "-" for none. */
public final class TcpLine {
    private TcpLine() {}

    /** The line of an event. */
    public static String of(Event event) {
        StringBuilder line = new StringBuilder();
        line.append(event.timestampMicros()).append(' ');
        line.append(text(event.key())).append(' ').append(text(event.value()));
        for (Header header : event.headers()) {
            line.append(' ').append(header.name()).append(' ').append(text(header.value()));
        }
        return line.toString();
    }

    static Event event(String line) {
        String[] parts = line.split(" ", -1);
        List<Header> headers = new ArrayList<>();
        for (int i = 3; i < parts.length; i += 2) {
            headers.add(new Header(parts[i], bytes(parts[i + 1])));
        }
        return Event.of(bytes(parts[1]), bytes(parts[2]), headers, Long.parseLong(parts[0]), "");
    }

    private static String text(byte @Nullable [] bytes) {
        return bytes == null ? "-" : Base64.getEncoder().encodeToString(bytes);
    }

    private static byte @Nullable [] bytes(String text) {
        return text.equals("-") ? null : Base64.getDecoder().decode(text);
    }
}
