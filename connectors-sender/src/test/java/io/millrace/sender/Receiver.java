package io.millrace.sender;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.api.Event;
import io.millrace.api.Identified;
import io.millrace.api.Inbox;
import io.millrace.api.Intake;
import io.millrace.flume.FlumeInput;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A receiver that keeps in memory what it takes in. */
final class Receiver implements Inbox, AutoCloseable {
    private final List<Event> events = new ArrayList<>();
    private final List<String> identities = new ArrayList<>();
    private final Intake intake;
    private volatile boolean failing;

    private Receiver(Map<String, String> more) throws IOException {
        Map<String, String> given = new HashMap<>(Map.of("protocol", "thrift", "port", "0", "keyHeader", "id"));
        given.putAll(more);
        FlumeInput flume = new FlumeInput();
        intake = flume.start(flume.options().read(given), this);
    }

    static Receiver with(Map<String, String> more) throws IOException {
        return new Receiver(more);
    }

    String host() {
        return URI.create(intake.addresses().get(0)).getAuthority();
    }

    void fail(boolean all) {
        failing = all;
    }

    @Override
    public void put(List<Event> batch) throws IOException {
        if (failing) {
            throw new IOException("the test wants it so");
        }
        synchronized (events) {
            events.addAll(batch);
        }
    }

    @Override
    public void putOnce(List<Identified> batches) throws IOException {
        for (Identified batch : batches) {
            put(batch.events());
            synchronized (events) {
                identities.add(batch.sender() + " " + batch.number() + " "
                        + batch.events().size());
            }
        }
    }

    List<Event> events() {
        synchronized (events) {
            return List.copyOf(events);
        }
    }

    List<String> identities() {
        synchronized (events) {
            return List.copyOf(identities);
        }
    }

    List<String> values() {
        return events().stream()
                .map(event -> new String(Objects.requireNonNull(event.value()), UTF_8))
                .toList();
    }

    @Override
    public void close() throws IOException {
        intake.close();
    }
}
