package io.millrace.testkit.example;

import io.millrace.api.Event;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One partition of a {@link MemoryLog}: events under consecutive numbers, of which the oldest may be gone. */
final class Partition {
    private final Optional<String> replaces;
    private final List<Event> events = new ArrayList<>();
    private long first;
    private boolean closed;

    Partition(Optional<String> replaces) {
        this.replaces = replaces;
    }

    synchronized void append(Event event) {
        if (closed) {
            throw new IllegalStateException("The partition is closed");
        }
        events.add(
                Event.of(event.key(), event.value(), event.headers(), event.timestampMicros(), Long.toString(end())));
    }

    synchronized void drop(int count) {
        events.subList(0, count).clear();
        first += count;
    }

    synchronized void close() {
        closed = true;
    }

    /** The number of the oldest event that is still there. */
    synchronized long first() {
        return first;
    }

    /** The number that the next event will get. */
    synchronized long end() {
        return first + events.size();
    }

    /** Whether everything in it was read by one who is at {@code position} and nothing will ever come after it. */
    synchronized boolean endsAt(long position) {
        return closed && position == end();
    }

    synchronized Event event(long number) {
        return events.get(Math.toIntExact(number - first));
    }

    /** The number of the first event at or after an instant; the end if there is none. */
    synchronized long firstAt(Instant instant) {
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, instant);
        for (int i = 0; i < events.size(); i++) {
            if (events.get(i).timestampMicros() >= micros) {
                return first + i;
            }
        }
        return end();
    }

    /** The id of the partition that this one goes on for. */
    Optional<String> replaces() {
        return replaces;
    }
}
