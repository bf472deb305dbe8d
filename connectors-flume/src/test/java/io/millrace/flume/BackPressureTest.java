package io.millrace.flume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.api.Event;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How much a receiver takes at once: little at first, more with each batch that became durable, and never more than it may hold. */
class BackPressureTest {
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final int SENDERS = 20;
    /** Of the first window, one takes a quarter. */
    private static final int AT_FIRST = 5;

    private static final int CHUNK = 64 << 10;
    private static final Event EVENT = Texts.event("x".repeat(100_000));

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @ParameterizedTest
    @EnumSource
    void startsSlowlyAndAgainAfterABatchThatWasNotDurable(Protocol protocol) throws Exception {
        try (Taken taken = start(protocol)) {
            assertTakesFew(taken, protocol);
            assertThat(taken.intake().refused()).as("who waits is not refused").isEmpty();

            taken.hold();
            List<CompletableFuture<String>> all = sendAll(taken, protocol);
            await().atMost(BOUND).until(() -> taken.running() == SENDERS);
            taken.fail(true);
            taken.open();
            for (CompletableFuture<String> one : all) {
                assertThat(one.get()).isNotEqualTo("taken");
            }

            taken.fail(false);
            assertTakesFew(taken, protocol);
            assertThat(taken.values()).hasSize(2 * SENDERS);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatWaitsStaysWithItsSenders(Protocol protocol) throws Exception {
        try (Taken taken = start(protocol)) {
            taken.hold();
            List<Event> large = Collections.nCopies(9, EVENT);
            List<CompletableFuture<String>> all = new ArrayList<>();
            for (int i = 0; i < SENDERS; i++) {
                all.add(send(taken, protocol, large));
            }
            await().atMost(BOUND).until(() -> taken.running() > 0);
            // A megabyte for all, and whole batches of those that are let in: as they came, and as events.
            await().during(Duration.ofMillis(500))
                    .atMost(BOUND)
                    .until(() -> taken.intake().waitingBytes() < WaitingBytes.STEP + 4_000_000);
            taken.open();
            for (CompletableFuture<String> one : all) {
                assertThat(one.get()).isEqualTo("taken");
            }
            assertThat(taken.intake().refused()).isEmpty();
            assertThat(taken.values()).hasSize(9 * SENDERS);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatWaitsIsNotRead(Protocol protocol) throws Exception {
        byte[] frame = Wires.frame(protocol, Collections.nCopies(80, EVENT));
        try (Taken taken = start(protocol);
                Socket socket = new Socket()) {
            List<CompletableFuture<String>> others = holdAll(taken, protocol);
            URI address = URI.create(taken.address(protocol));
            socket.setSendBufferSize(CHUNK);
            socket.connect(new InetSocketAddress(address.getHost(), address.getPort()));
            AtomicInteger written = new AtomicInteger();
            CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> write(frame, socket, written), threads);
            await().during(Duration.ofSeconds(1)).atMost(BOUND).until(() -> written.get() < frame.length / 2);
            taken.open();
            writing.get();
            for (CompletableFuture<String> one : others) {
                assertThat(one.get()).isEqualTo("taken");
            }
            await().atMost(BOUND).until(() -> taken.values().size() == SENDERS + 80);
            assertThat(taken.intake().refused()).isEmpty();
        }
    }

    private static void write(byte[] frame, Socket socket, AtomicInteger written) {
        try {
            for (int at = 0; at < frame.length; at += CHUNK) {
                int size = Math.min(CHUNK, frame.length - at);
                socket.getOutputStream().write(frame, at, size);
                written.addAndGet(size);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** That of all that send at once only few are read until those are durable, and then all. */
    private void assertTakesFew(Taken taken, Protocol protocol) throws Exception {
        List<CompletableFuture<String>> all = holdAll(taken, protocol);
        taken.open();
        for (CompletableFuture<String> one : all) {
            assertThat(one.get()).isEqualTo("taken");
        }
    }

    private List<CompletableFuture<String>> holdAll(Taken taken, Protocol protocol) {
        taken.hold();
        List<CompletableFuture<String>> all = sendAll(taken, protocol);
        await().atMost(BOUND).until(() -> taken.running() > 0);
        await().during(Duration.ofMillis(500)).atMost(BOUND).until(() -> taken.running() <= AT_FIRST);
        return all;
    }

    private List<CompletableFuture<String>> sendAll(Taken taken, Protocol protocol) {
        List<CompletableFuture<String>> all = new ArrayList<>();
        for (int i = 0; i < SENDERS; i++) {
            all.add(send(taken, protocol, List.of(EVENT)));
        }
        return all;
    }

    private CompletableFuture<String> send(Taken taken, Protocol protocol, List<Event> events) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (Client client = Client.to(taken.address(protocol), Map.of("request-timeout", "60000"))) {
                        client.send(events);
                        return "taken";
                    } catch (IOException e) {
                        return String.valueOf(e.getMessage());
                    }
                },
                threads);
    }

    private static Taken start(Protocol protocol) {
        return Taken.with(Map.of("listen", protocol.word() + "://127.0.0.1:0", "busyTimeout", "60s"));
    }
}
