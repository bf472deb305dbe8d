package io.millrace.runtime.journal;

import io.millrace.api.Event;
import io.millrace.api.Options;
import io.millrace.runtime.journal.JournalOptions.Durability;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Short words for the tests of this package. */
final class Journals {
    private Journals() {}

    static Options options(Path directory, String... namesAndValues) {
        Map<String, String> given = new TreeMap<>(Map.of("journal", "file:" + directory));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            given.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return JournalOptions.all().read(given);
    }

    static Directory local(Path directory) {
        return new LocalDirectory(directory, Durability.SYNCED);
    }

    static List<Event> events(String... values) {
        return Arrays.stream(values).map(Journals::event).toList();
    }

    static Event event(String value) {
        return Event.of(null, value.getBytes(StandardCharsets.UTF_8), List.of(), 7, "");
    }

    /** Whatever a reader finds in the partition, from a position on. */
    static List<String> values(Directory partition, long from) throws IOException {
        SegmentCursor cursor = new SegmentCursor("s/0", new SegmentFiles(partition), from, Long.MAX_VALUE);
        List<String> values = new ArrayList<>();
        for (Event event = cursor.next(); event != null; event = cursor.next()) {
            values.add(value(event));
        }
        return values;
    }

    static String value(@Nullable Event event) {
        return new String(Objects.requireNonNull(Objects.requireNonNull(event).value()), StandardCharsets.UTF_8);
    }
}
