package io.millrace.examples;

import io.millrace.api.Event;
import io.millrace.testkit.example.MemoryLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A sender that may send again: what it sends is in the memory of this JVM. */
final class SenderSource implements Source {
    private final MemoryLog log = MemoryLog.create("sender", 1);
    private final List<Event> sent = new ArrayList<>();

    /** Sends everything again. */
    void again() {
        log.append(0, sent);
    }

    @Override
    public String connector() {
        return "memory";
    }

    @Override
    public Map<String, String> options(int reader) {
        return Map.of("log", log.name(), "startingOffsets", "earliest");
    }

    @Override
    public Delivery delivery() {
        return Delivery.AT_LEAST_ONCE;
    }

    @Override
    public Optional<String> open() {
        return Optional.empty();
    }

    @Override
    public void send(String author, byte[] line, Consumer<Optional<Exception>> answer) {
        Event event = Event.of(null, line, List.of(), 0, "");
        sent.add(event);
        log.append(0, event);
        answer.accept(Optional.empty());
    }

    @Override
    public void flush() {}

    @Override
    public List<Victim> victims() {
        return List.of();
    }

    @Override
    public void close() {
        MemoryLog.delete(log.name());
    }
}
