package io.millrace.kafka;

import io.millrace.api.Event;
import io.millrace.api.Field;
import io.millrace.api.Options;
import io.millrace.api.Range;
import io.millrace.api.RangeReader;
import io.millrace.api.Tail;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What tests read, as text. */
final class Reads {
    static final Set<Field> EVERYTHING = EnumSet.allOf(Field.class);
    private static final Duration BOUND = Duration.ofSeconds(20);

    private Reads() {}

    static Range range(String topic, int partition, long start, long end) {
        return new Range(topic + "/" + partition, Long.toString(start), Long.toString(end));
    }

    static List<Event> events(Range range, Options options) throws IOException {
        try (RangeReader reader = new KafkaInput().read(range, EVERYTHING, options)) {
            return rest(reader);
        }
    }

    static List<String> values(Range range, Options options) throws IOException {
        return texts(events(range, options));
    }

    static List<Event> rest(RangeReader reader) throws IOException {
        List<Event> events = new ArrayList<>();
        for (Event event = reader.next(); event != null; event = reader.next()) {
            events.add(event);
        }
        return events;
    }

    static List<String> texts(List<Event> events) {
        return events.stream().map(Reads::text).toList();
    }

    static String text(@Nullable Event event) {
        byte[] value = event == null ? null : event.value();
        return value == null ? "null" : new String(value, StandardCharsets.UTF_8);
    }

    /** As many events as asked for, in 20 seconds. */
    static List<Event> poll(Tail tail, int count) throws IOException {
        long start = System.nanoTime();
        List<Event> events = new ArrayList<>();
        while (events.size() < count && System.nanoTime() - start < BOUND.toNanos()) {
            Event event = tail.poll(Duration.ofMillis(200));
            if (event != null) {
                events.add(event);
            }
        }
        return events;
    }

    static List<String> numbers(int from, int to) {
        List<String> numbers = new ArrayList<>();
        for (int i = from; i < to; i++) {
            numbers.add("" + i);
        }
        return numbers;
    }
}
