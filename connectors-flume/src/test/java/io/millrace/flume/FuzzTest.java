package io.millrace.flume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.api.Event;
import io.millrace.api.Options;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Frames with faults in them, thrown at a port while a good sender goes on. */
class FuzzTest {
    private static final int FRAMES = 60_000;
    private static final int FRAMES_PER_CONNECTION = 6;
    private static final int THREADS = 3;

    @ParameterizedTest
    @EnumSource
    void mutatedFramesHarmNobody(Protocol protocol) throws Exception {
        long seed = Long.getLong("millrace.seed", System.nanoTime());
        System.out.println("FuzzTest of " + protocol + " with -Dmillrace.seed=" + seed);
        try (Taken taken = Taken.with(Map.of(
                "listen", protocol.word() + "://127.0.0.1:0",
                "maxConnections", "200",
                "requestTimeout", "2s",
                "maxBatchBytes", "64k",
                "maxWaitingBytes", "4m"))) {
            String address = taken.address(protocol);
            AtomicBoolean over = new AtomicBoolean();
            CompletableFuture<Integer> good = CompletableFuture.supplyAsync(() -> sendUntil(over, address));
            AtomicInteger sent = new AtomicInteger();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                Random random = new Random(seed + i);
                Thread thread = new Thread(() -> attack(protocol, URI.create(address), random, sent));
                thread.start();
                threads.add(thread);
            }
            for (Thread thread : threads) {
                thread.join();
            }
            over.set(true);
            int batches = good.join();
            assertThat(sent.get()).as("frames sent").isGreaterThanOrEqualTo(FRAMES);
            assertThat(batches).as("batches of the good sender").isPositive();
            assertThat(new HashSet<>(taken.values()).containsAll(goodValues(batches)))
                    .as("whether all of the good sender's events arrived")
                    .isTrue();
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(taken.intake().waitingBytes())
                            .as("bytes that requests hold")
                            .isZero());
            assertThat(taken.intake().refusals().count(Refusals.Reason.MALFORMED))
                    .isPositive();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMutatedRequestIsAnsweredOrMalformed(Protocol protocol) throws Exception {
        long seed = Long.getLong("millrace.seed", System.nanoTime());
        System.out.println("FuzzTest of " + protocol + " with -Dmillrace.seed=" + seed);
        Random random = new Random(seed);
        Options options = InputOptions.ALL.read(Map.of("port", "0", "maxBatchBytes", "64k", "maxWaitingBytes", "1m"));
        Limits limits = Limits.of(options);
        WaitingBytes waiting = new WaitingBytes(limits.waitingBytes());
        Puts puts = new Puts(events -> {}, options, limits, waiting, new Refusals());
        int answered = 0;
        for (int i = 0; i < FRAMES; i++) {
            byte[] frame = mutated(protocol, random);
            // What follows the frame's numbers, which the decoder reads.
            int from = Math.min(frame.length, protocol == Protocol.AVRO ? 12 : 4);
            byte[] call = Arrays.copyOfRange(frame, from, frame.length);
            Wire wire = protocol == Protocol.AVRO ? new AvroWire(puts) : new ThriftWire(puts);
            try {
                wire.answer(new Frame(1, call, call.length, 0, null)).release();
                answered++;
            } catch (Malformed e) {
                assertThat(e).hasMessageContaining("no");
            }
            assertThat(waiting.held()).isZero();
        }
        puts.close();
        assertThat(answered).isBetween(1, FRAMES - 1);
    }

    private static int sendUntil(AtomicBoolean over, String address) {
        int batches = 0;
        try (Client client = Client.to(address)) {
            while (!over.get()) {
                client.send(Texts.events("good-", 10 * batches, 10 * batches + 10));
                batches++;
            }
        } catch (IOException e) {
            throw new AssertionError("The good sender was disturbed after " + batches + " batches", e);
        }
        return batches;
    }

    private static List<String> goodValues(int batches) {
        return Texts.events("good-", 0, 10 * batches).stream()
                .map(event -> Texts.of(event.value()))
                .toList();
    }

    private static void attack(Protocol protocol, URI address, Random random, AtomicInteger sent) {
        while (sent.get() < FRAMES) {
            sent.addAndGet(attackOnce(protocol, address, random));
        }
    }

    /** Sends frames until the receiver closes the connection, as it may; answers how many were sent. */
    private static int attackOnce(Protocol protocol, URI address, Random random) {
        int sent = 0;
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address.getHost(), address.getPort()), 10_000);
            while (sent < FRAMES_PER_CONNECTION) {
                socket.getOutputStream().write(mutated(protocol, random));
                sent++;
            }
        } catch (IOException closed) {
            return sent;
        }
        return sent;
    }

    private static byte[] mutated(Protocol protocol, Random random) {
        List<Event> events = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            events.add(Texts.event("bad-" + random.nextInt(), "h" + i, "v"));
        }
        byte[] frame = Wires.frame(protocol, events);
        switch (random.nextInt(6)) {
            case 0 -> frame = Arrays.copyOf(frame, random.nextInt(frame.length));
            case 1 -> frame = Arrays.copyOf(frame, frame.length + random.nextInt(64));
            case 2 -> random.nextBytes(frame);
            default -> {
                int places = 1 + random.nextInt(4);
                for (int i = 0; i < places; i++) {
                    int place = random.nextInt(frame.length);
                    frame[place] = random.nextBoolean()
                            ? (byte) random.nextInt(256)
                            : (byte) (frame[place] ^ 1 << random.nextInt(8));
                }
            }
        }
        return frame;
    }
}
