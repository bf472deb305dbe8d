package io.millrace.flume;

import io.millrace.api.Event;
import io.millrace.api.Inbox;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A receiver that keeps in memory what it takes in. */
final class Taken implements Inbox, AutoCloseable {
    private final List<Event> events = new ArrayList<>();
    private final AtomicInteger running = new AtomicInteger();
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile boolean failing;
    private final FlumeIntake intake;

    private Taken(Map<String, String> options) {
        intake = FlumeIntake.start(InputOptions.ALL.read(options), this);
    }

    /** Starts one with these options. */
    static Taken with(Map<String, String> options) {
        return new Taken(options);
    }

    @Override
    public void put(List<Event> batch) throws IOException, InterruptedException {
        running.incrementAndGet();
        try {
            gate.await();
        } finally {
            running.decrementAndGet();
        }
        if (failing) {
            throw new IOException("the test wants it so");
        }
        synchronized (events) {
            events.addAll(batch);
        }
    }

    /** How many puts wait. */
    int running() {
        return running.get();
    }

    void fail(boolean all) {
        failing = all;
    }

    void hold() {
        gate = new CountDownLatch(1);
    }

    void open() {
        gate.countDown();
    }

    FlumeIntake intake() {
        return intake;
    }

    String address(Protocol protocol) {
        return intake.addresses().stream()
                .filter(address -> address.startsWith(protocol.word()))
                .findFirst()
                .orElseThrow();
    }

    List<Event> events() {
        synchronized (events) {
            return List.copyOf(events);
        }
    }

    void forget() {
        synchronized (events) {
            events.clear();
        }
    }

    List<String> values() {
        return events().stream().map(event -> Texts.of(event.value())).toList();
    }

    @Override
    public void close() {
        open();
        intake.close();
    }
}
