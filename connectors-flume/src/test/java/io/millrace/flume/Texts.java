package io.millrace.flume;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.api.Event;
import io.millrace.api.Header;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Events of text, and the texts of events. */
final class Texts {
    private Texts() {}

    static String of(byte @Nullable [] bytes) {
        return new String(Objects.requireNonNull(bytes), UTF_8);
    }

    static Event event(String value, String... namesAndValues) {
        List<Header> headers = new ArrayList<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.add(new Header(namesAndValues[i], namesAndValues[i + 1].getBytes(UTF_8)));
        }
        return Event.of(null, value.getBytes(UTF_8), headers, 0, "");
    }

    /** Events whose values are a prefix and a number. */
    static List<Event> events(String prefix, int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(number -> event(prefix + number))
                .toList();
    }

    /** What the innermost cause says. */
    static String innermost(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }
}
