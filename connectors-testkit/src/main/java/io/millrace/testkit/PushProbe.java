package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.api.Event;
import io.millrace.api.Inbox;
import io.millrace.api.Intake;
import io.millrace.api.PushConnector;
import io.millrace.testkit.PushUnderTest.Sender;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One push source under test with an inbox that a rule steers, and the short words in which the rules speak to both. */
final class PushProbe implements Inbox, AutoCloseable {
    /** How long a rule looks on at what must not happen. */
    static final Duration LOOK = Duration.ofMillis(200);

    private final PushUnderTest source;
    private final Intake intake;
    private final List<List<Event>> puts = new ArrayList<>();
    private final AtomicInteger running = new AtomicInteger();
    private volatile Semaphore gate = new Semaphore(Integer.MAX_VALUE / 2);
    private volatile Predicate<List<Event>> fails = events -> false;
    private volatile Predicate<List<Event>> waits = events -> true;

    PushProbe(PushUnderTest source, Map<String, String> options) throws IOException {
        this.source = source;
        PushConnector connector = source.connector();
        this.intake = connector.start(connector.options().read(options), this);
    }

    @Override
    public void put(List<Event> events) throws IOException, InterruptedException {
        running.incrementAndGet();
        try {
            if (waits.test(events)) {
                gate.acquire();
            }
            if (fails.test(events)) {
                throw new IOException("the rule wants this put to fail");
            }
            synchronized (puts) {
                puts.add(events);
            }
        } finally {
            running.decrementAndGet();
        }
    }

    Intake intake() {
        return intake;
    }

    /** Lets puts of such events wait from now on, until {@link #open}. */
    void hold(Predicate<List<Event>> which) {
        waits = which;
        gate = new Semaphore(0);
    }

    /** Lets all puts through, also those that wait. */
    void open() {
        gate.release(Integer.MAX_VALUE / 4);
    }

    /** Lets puts of such events fail from now on. */
    void fail(Predicate<List<Event>> which) {
        fails = which;
    }

    void awaitRunning(int count) {
        await().atMost(source.patience())
                .untilAsserted(
                        () -> assertThat(running.get()).as("puts that wait").isEqualTo(count));
    }

    int running() {
        return running.get();
    }

    /** What was put and did not fail, put by put. */
    List<List<Seen>> puts() {
        synchronized (puts) {
            return puts.stream()
                    .map(put -> put.stream().map(PushProbe::seen).toList())
                    .toList();
        }
    }

    /** All that was put and did not fail. */
    List<Seen> arrived() {
        return puts().stream().flatMap(List::stream).toList();
    }

    /** The values of all that was put and did not fail. */
    List<@Nullable String> values() {
        return values(arrived());
    }

    /** The values of the events of these numbers. */
    List<@Nullable String> values(int from, int to) {
        return values(seen(events(from, to)));
    }

    static List<@Nullable String> values(List<Seen> events) {
        List<@Nullable String> values = new ArrayList<>();
        events.forEach(event -> values.add(event.value()));
        return values;
    }

    /** Whether the event of this number is among those of a put. */
    Predicate<List<Event>> with(int number) {
        @Nullable String value = Seen.text(source.event(number).value());
        return events -> values(seen(events)).contains(value);
    }

    /** The events of these numbers, as they should arrive. */
    List<Event> events(int from, int to) {
        return IntStream.range(from, to).mapToObj(source::event).toList();
    }

    static List<Seen> seen(List<Event> events) {
        return events.stream().map(PushProbe::seen).toList();
    }

    /** An event without its position, which a push source does not know. */
    private static Seen seen(Event event) {
        Seen seen = Seen.of(event);
        return new Seen("", seen.key(), seen.value(), seen.headers(), seen.timestampMicros());
    }

    /** Sends by a sender of its own. */
    void send(List<Event> events) throws IOException {
        try (Sender sender = source.sender(intake)) {
            sender.send(events);
        }
    }

    /** Sends by a sender and a thread of its own. */
    CompletableFuture<Void> sending(List<Event> events) {
        return run(() -> send(events));
    }

    /** Does something on a thread of its own. */
    static CompletableFuture<Void> run(Action action) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        action.run();
                        done.complete(null);
                    } catch (IOException | RuntimeException e) {
                        done.completeExceptionally(e);
                    }
                },
                "push-rule");
        thread.setDaemon(true);
        thread.start();
        return done;
    }

    /** What a sender does. */
    @FunctionalInterface
    interface Action {
        void run() throws IOException;
    }

    /** Waits until the sender was told that its events are taken. */
    void assertAcknowledged(CompletableFuture<?> sent) throws Exception {
        try {
            sent.get(source.patience().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("the sender should have been told that its events are taken", e);
        }
    }

    /** Waits until the sender was told that its events are not taken. */
    void assertTold(CompletableFuture<?> sent) throws Exception {
        try {
            sent.get(source.patience().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            assertThat(e.getCause()).as("what the sender was told").isInstanceOf(IOException.class);
            return;
        } catch (TimeoutException e) {
            throw new AssertionError("the sender should have been told that its events are not taken, but waits", e);
        }
        throw new AssertionError("the sender was told that its events are taken, but they are not");
    }

    /** Looks for a while whether the sender is told anything, which it must not be. */
    static void assertWaits(CompletableFuture<?> sent) throws Exception {
        try {
            sent.get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return;
        } catch (ExecutionException e) {
            throw new AssertionError("the sender was told that its events are not taken, while they were being put", e);
        }
        throw new AssertionError("the sender was told that its events are taken, before they were");
    }

    @Override
    public void close() throws IOException {
        open();
        intake.close();
    }
}
