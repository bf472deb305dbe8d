package io.millrace.flume;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.api.Event;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.thrift.protocol.TField;
import org.apache.thrift.protocol.TList;
import org.apache.thrift.protocol.TStruct;
import org.apache.thrift.protocol.TType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a receiver does with senders that are no agents, or are in trouble: it answers or closes, and serves the others. */
class RobustnessTest {
    private static final Duration BOUND = Duration.ofSeconds(15);
    private static final int TWO_GIGABYTES = Integer.MAX_VALUE - 8;
    private static final byte[] TLS_HELLO = HexFormat.of().parseHex("16030100f8010000f40303".concat("ab".repeat(64)));

    private Taken taken = start(Map.of());

    private static Taken start(Map<String, String> more) {
        Map<String, String> options = new HashMap<>(Map.of(
                "listen", "avro://127.0.0.1:0, thrift://127.0.0.1:0",
                "requestTimeout", "1s",
                "maxEventSize", "100k",
                "maxBatchBytes", "1m",
                "maxBatchEvents", "1000",
                "maxWaitingBytes", "8m"));
        options.putAll(more);
        return Taken.with(options);
    }

    @BeforeEach
    void nothingIsHeld() {
        assertThat(taken.intake().waitingBytes()).isZero();
    }

    @AfterEach
    void othersAreServedAndNothingIsHeld() throws IOException {
        try (Taken last = taken) {
            for (Protocol protocol : Protocol.values()) {
                try (Client client = Client.to(last.address(protocol))) {
                    client.send(List.of(Texts.event("afterwards " + protocol)));
                }
                assertThat(last.values()).contains("afterwards " + protocol);
            }
            await().atMost(BOUND)
                    .untilAsserted(
                            () -> assertThat(last.intake().waitingBytes()).isZero());
        }
    }

    @ParameterizedTest
    @EnumSource
    void bytesThatAreNoRequest(Protocol protocol) throws IOException {
        assertClosed(protocol, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII));
        assertClosed(
                protocol,
                Wires.frame(protocol == Protocol.AVRO ? Protocol.THRIFT : Protocol.AVRO, Texts.events("e", 0, 3)));
        assertThat(taken.intake().refusals().count(Refusals.Reason.MALFORMED)).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void aTlsHelloOnAPlainPort(Protocol protocol) throws IOException {
        assertClosed(protocol, TLS_HELLO);
    }

    @ParameterizedTest
    @EnumSource
    void aFrameThatClaimsTwoGigabytes(Protocol protocol) throws IOException {
        byte[] some = new byte[1_000];
        byte[] frame =
                protocol == Protocol.AVRO ? Wires.ints(some, 1, 1, TWO_GIGABYTES) : Wires.ints(some, TWO_GIGABYTES);
        for (int i = 0; i < 50; i++) {
            assertClosed(protocol, frame);
        }
    }

    @Test
    void anAvroFrameThatClaimsEndlesslyManyParts() throws IOException {
        assertClosed(Protocol.AVRO, Wires.ints(new byte[8], 1, Integer.MAX_VALUE));
        assertClosed(Protocol.AVRO, Wires.ints(new byte[8], 1, -1));
        assertClosed(Protocol.AVRO, Wires.ints(new byte[8], 1, 1, -1));
    }

    @Test
    void aBodyThatClaimsTwoGigabytesInASmallAvroFrame() throws IOException {
        assertClosed(Protocol.AVRO, Wires.avro(Wires.avroCall(out -> {
            out.writeLong(1);
            out.writeMapStart();
            out.writeMapEnd();
            out.writeLong(TWO_GIGABYTES);
        })));
    }

    @Test
    void aBatchThatClaimsEndlesslyManyEventsInASmallAvroFrame() throws IOException {
        assertClosed(Protocol.AVRO, Wires.avro(Wires.avroCall(out -> out.writeLong(Long.MAX_VALUE))));
        assertClosed(Protocol.AVRO, Wires.avro(Wires.avroCall(out -> {
            out.writeLong(Long.MIN_VALUE);
            out.writeLong(1);
        })));
    }

    @Test
    void aBatchThatClaimsEndlesslyManyEventsInASmallThriftFrame() throws IOException {
        assertClosed(Protocol.THRIFT, Wires.thriftFrame(out -> {
            out.writeFieldBegin(new TField("events", TType.LIST, (short) 1));
            out.writeListBegin(new TList(TType.STRUCT, Integer.MAX_VALUE));
        }));
    }

    @Test
    void structuresWithinStructuresWithoutEndInAThriftFrame() throws IOException {
        assertClosed(Protocol.THRIFT, Wires.thriftFrame(out -> {
            for (int i = 0; i < 100_000; i++) {
                out.writeFieldBegin(new TField("deeper", TType.STRUCT, (short) 9));
                out.writeStructBegin(new TStruct("deeper"));
            }
        }));
    }

    @ParameterizedTest
    @EnumSource
    void aSenderThatStopsInTheMiddleOfAFrame(Protocol protocol) throws IOException {
        byte[] frame = Wires.frame(protocol, Texts.events("stopped", 0, 100));
        try (Socket stopped = connect(protocol)) {
            stopped.getOutputStream().write(frame, 0, frame.length / 2);
            stopped.getOutputStream().flush();
            try (Client other = Client.to(taken.address(protocol))) {
                other.send(Texts.events("meanwhile", 0, 1));
            }
            assertEnds(stopped);
        }
        assertThat(taken.values()).containsExactly("meanwhile0");
        assertThat(taken.intake().refusals().count(Refusals.Reason.TIMEOUT)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void aSenderThatSendsAByteNowAndThen(Protocol protocol) throws Exception {
        byte[] frame = Wires.frame(protocol, Texts.events("slow", 0, 100));
        try (Socket slow = connect(protocol)) {
            CompletableFuture<Void> closed = CompletableFuture.runAsync(() -> {
                try {
                    assertEnds(slow);
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            AtomicInteger at = new AtomicInteger();
            await().atMost(BOUND).pollInterval(Duration.ofMillis(100)).until(() -> {
                try {
                    slow.getOutputStream().write(frame[at.getAndIncrement()]);
                } catch (SocketException e) {
                    return true;
                }
                return closed.isDone();
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBatchOfTooManyEventsIsRefusedByTheName(Protocol protocol) {
        assertRefused(protocol, Texts.events("e", 0, 1_001), "maxBatchEvents=1000", Refusals.Reason.BATCH_EVENTS);
    }

    @ParameterizedTest
    @EnumSource
    void anEventThatIsTooLargeIsRefusedByTheName(Protocol protocol) {
        assertRefused(
                protocol,
                List.of(Texts.event("x".repeat(101 << 10))),
                "maxEventSize=" + (100 << 10),
                Refusals.Reason.EVENT_SIZE);
    }

    @ParameterizedTest
    @EnumSource
    void aBatchThatIsTooLargeIsRefusedByTheName(Protocol protocol) {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            events.add(Texts.event("x".repeat(90 << 10)));
        }
        assertRefused(protocol, events, "maxBatchBytes=" + (1 << 20), Refusals.Reason.BATCH_BYTES);
    }

    @ParameterizedTest
    @EnumSource
    void whoHasWaitedTooLongIsToldToComeLater(Protocol protocol) throws Exception {
        taken.close();
        taken = start(Map.of("busyTimeout", "500ms"));
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            events.add(Texts.event("x".repeat(90 << 10)));
        }
        taken.hold();
        List<CompletableFuture<String>> answers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            answers.add(send(protocol, events));
        }
        await().atMost(BOUND)
                .untilAsserted(() -> assertThat(answers.stream().filter(CompletableFuture::isDone))
                        .hasSizeGreaterThan(10));
        assertThat(taken.intake().waitingBytes()).isLessThanOrEqualTo(8 << 20);
        taken.open();
        for (CompletableFuture<String> answer : answers) {
            assertThat(answer.get())
                    .satisfiesAnyOf(
                            told -> assertThat(told).isEqualTo("taken"),
                            told -> assertThat(told).contains("send again later"));
        }
        assertThat(answers.stream().map(CompletableFuture::join)).contains("taken");
        assertThat(taken.intake().refusals().count(Refusals.Reason.BUSY)).isPositive();
    }

    @Test
    void tenThousandIdleConnections() throws Exception {
        taken.close();
        taken = start(Map.of("maxConnections", "500", "requestTimeout", "60s"));
        List<Socket> idle = new ArrayList<>();
        try (Client before = Client.to(taken.address(Protocol.AVRO))) {
            before.send(Texts.events("before", 0, 1));
            for (int i = 0; i < 10_000; i++) {
                idle.add(connect(Protocol.AVRO));
            }
            before.send(Texts.events("before", 1, 2));
            try (Client newcomer = Client.to(taken.address(Protocol.AVRO))) {
                newcomer.send(Texts.events("newcomer", 0, 1));
            }
            assertThat(taken.values()).containsExactly("before0", "before1", "newcomer0");
            assertThat(taken.intake().refusals().count(Refusals.Reason.CONNECTIONS))
                    .isGreaterThan(9_000);
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
        }
    }

    @Test
    void whenAllConnectionsAreInUseANewcomerIsRefused() throws Exception {
        taken.close();
        taken = start(Map.of("maxConnections", "2"));
        try (Client one = Client.to(taken.address(Protocol.AVRO));
                Client other = Client.to(taken.address(Protocol.THRIFT))) {
            one.send(Texts.events("one", 0, 1));
            other.send(Texts.events("other", 0, 1));
            try (Socket newcomer = connect(Protocol.AVRO)) {
                assertEnds(newcomer);
            }
            one.send(Texts.events("one", 1, 2));
        }
        // Their ends come to the receiver some time after they are closed.
        await().atMost(BOUND).ignoreExceptions().untilAsserted(() -> {
            try (Client again = Client.to(taken.address(Protocol.AVRO))) {
                again.send(Texts.events("again", 0, 1));
            }
        });
    }

    @Test
    void anIdleConnectionIsClosedInTime() throws Exception {
        taken.close();
        taken = start(Map.of("idleTimeout", "1s"));
        byte[] frame = Wires.frame(Protocol.AVRO, Texts.events("once", 0, 1));
        try (Socket socket = connect(Protocol.AVRO)) {
            socket.getOutputStream().write(frame);
            assertEnds(socket);
        }
        assertThat(taken.values()).containsExactly("once0");
    }

    private CompletableFuture<String> send(Protocol protocol, List<Event> events) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try (Client client = Client.to(taken.address(protocol))) {
                client.send(events);
                answer.complete("taken");
            } catch (IOException e) {
                answer.complete(String.valueOf(e.getMessage()));
            }
        });
        thread.setDaemon(true);
        thread.start();
        return answer;
    }

    private void assertRefused(Protocol protocol, List<Event> events, String word, Refusals.Reason reason) {
        assertThatThrownBy(() -> {
                    try (Client client = Client.to(taken.address(protocol))) {
                        client.send(events);
                    }
                })
                .isInstanceOf(IOException.class)
                .hasMessageContaining(word);
        assertThat(taken.values()).isEmpty();
        assertThat(taken.intake().refusals().count(reason)).isEqualTo(1);
    }

    /** Sends bytes and waits until the receiver ends the connection without taking in anything. */
    private void assertClosed(Protocol protocol, byte[] bytes) throws IOException {
        try (Socket socket = connect(protocol)) {
            socket.getOutputStream().write(bytes);
            assertEnds(socket);
        }
        assertThat(taken.values()).isEmpty();
    }

    private static void assertEnds(Socket socket) throws IOException {
        socket.setSoTimeout(Math.toIntExact(BOUND.toMillis()));
        try {
            var unused = socket.getInputStream().readAllBytes();
        } catch (SocketException reset) {
            // Closed with bytes that were not read any more.
            return;
        }
    }

    private Socket connect(Protocol protocol) throws IOException {
        URI address = URI.create(taken.address(protocol));
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(address.getHost(), address.getPort()), 10_000);
        return socket;
    }
}
