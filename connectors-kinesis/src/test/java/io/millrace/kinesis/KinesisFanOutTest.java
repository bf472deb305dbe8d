package io.millrace.kinesis;

import static io.millrace.kinesis.Invariants.numbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.api.ConnectorException;
import io.millrace.api.DataLossException;
import io.millrace.api.Event;
import io.millrace.api.Options;
import io.millrace.api.Tail;
import io.millrace.testkit.server.KinesisFaults.Trimmed;
import io.millrace.testkit.server.KinesisProxy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Following a shard by enhanced fan-out. What it does where a subscription ends, is taken or breaks is shown by the proxy, which
 * subscribes as Amazon says, and on HTTP/1.1; that the calls and messages are right, on an emulator over HTTP/2.
 */
@Timeout(60)
class KinesisFanOutTest {
    private static final Duration SOON = Duration.ofMillis(50);
    /** Longer than any test: what comes after the first poll is pushed. */
    private static final Map<String, String> HARDLY_POLLING = Map.of("pollInterval", "1h");

    private final Emulator emulator = Emulator.lite();
    private final KinesisProxy proxy = emulator.ownProxy();
    private final String stream = emulator.stream(1);

    @AfterEach
    void close() {
        proxy.close();
    }

    @Test
    void whatIsThereAndWhatComesIsPushed() throws Exception {
        emulator.numbers(stream, 0, 0, 5);
        try (Tail tail = tail("", HARDLY_POLLING)) {
            assertThat(polled(tail, 5)).isEqualTo(numbers(0, 5));
            emulator.numbers(stream, 0, 5, 30);
            assertThat(polled(tail, 25)).isEqualTo(numbers(5, 30));
            assertThat(tail.ended()).isFalse();
            assertThat(proxy.calls("GetRecords")).isEqualTo(1);
            assertThat(proxy.calls("SubscribeToShard")).isEqualTo(1);
        }
    }

    @Test
    void anEmulatorPushesOverHttp2() throws Exception {
        Emulator local = Emulator.local();
        String there = local.stream(1);
        local.numbers(there, 0, 0, 3);
        try (Tail tail = pushedByTheEmulator(there, "1h")) {
            assertThat(polled(tail, 3)).isEqualTo(numbers(0, 3));
            assertThat(tail.poll(Duration.ofSeconds(1))).isNull();
            local.numbers(there, 0, 3, 23);
            assertThat(polled(tail, 20)).isEqualTo(numbers(3, 23));
        }
    }

    /** A subscription of the emulator ends when one of Amazon's does. */
    @Test
    @Tag("soak")
    @Timeout(420)
    void theFiveMinutesOfASubscriptionAreOutlived() throws Exception {
        Emulator local = Emulator.local();
        String there = local.stream(1);
        List<String> seen = new ArrayList<>();
        long begun = System.nanoTime();
        try (Tail tail = pushedByTheEmulator(there, "10s")) {
            int written = 0;
            while (System.nanoTime() - begun < TimeUnit.SECONDS.toNanos(330)) {
                local.numbers(there, 0, written, written + 2);
                written += 2;
                seen.addAll(polled(tail, 2));
            }
            assertThat(seen).isEqualTo(numbers(0, written));
            assertThat(written).as("more than polls would have brought").isGreaterThan(100);
        }
    }

    @Test
    void aSubscriptionThatEndsIsRenewedWithNothingLostOrDoubled() throws Exception {
        proxy.faults().subscriptions(Duration.ofMillis(150), Duration.ofMillis(40));
        CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> emulator.numbers(stream, 0, 0, 1_000));
        try (Tail tail = tail("", Map.of())) {
            assertThat(polled(tail, 1_000)).isEqualTo(numbers(0, 1_000));
        }
        writing.get(10, TimeUnit.SECONDS);
        assertThat(proxy.calls("SubscribeToShard")).isGreaterThan(3);
        assertThat(proxy.pushed()).isPositive();
    }

    @Test
    void aSubscriberFromWhomItIsTakenMissesNothingAndNeitherDoesTheOther() throws Exception {
        proxy.faults().subscriptions(Duration.ofMinutes(5), Duration.ofMillis(300));
        emulator.numbers(stream, 0, 0, 10);
        try (Tail first = tail("", Map.of());
                Tail second = tail("", Map.of())) {
            assertThat(polled(first, 10)).isEqualTo(numbers(0, 10));
            // Nothing is left, so it subscribes.
            assertThat(first.poll(Duration.ofMillis(200))).isNull();
            List<String> seen = new ArrayList<>();
            List<String> others = new ArrayList<>();
            for (int from = 10; from < 200; from += 10) {
                emulator.numbers(stream, 0, from, from + 10);
                seen.addAll(polled(first, 10));
                others.addAll(polled(second, 10));
            }
            assertThat(seen).isEqualTo(numbers(10, 200));
            others.addAll(polled(second, 10));
            assertThat(others).isEqualTo(numbers(0, 200));
        }
        assertThat(proxy.calls("SubscribeToShard")).isGreaterThan(2);
    }

    @Test
    void brokenSubscriptionsAndFailingCallsLoseNothing() throws Exception {
        emulator.numbers(stream, 0, 0, 50);
        try (Tail tail = tail("", Map.of())) {
            assertThat(polled(tail, 50)).isEqualTo(numbers(0, 50));
            proxy.faults().someCalls(0.1);
            proxy.faults().subscriptions(Duration.ofMillis(500), Duration.ofMillis(10));
            CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> emulator.numbers(stream, 0, 50, 600));
            assertThat(polled(tail, 550)).isEqualTo(numbers(50, 600));
            writing.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void whatASlowReaderDoesNotTakeStaysAway() throws Exception {
        int size = 700_000;
        int records = 50;
        emulator.server().put(stream, emulator.shard(stream, 0), "k", Collections.nCopies(1, Emulator.bytes("first")));
        try (Tail tail = tail("", HARDLY_POLLING)) {
            assertThat(polled(tail, 1)).containsExactly("first");
            assertThat(tail.poll(Duration.ofMillis(200))).isNull();
            byte[] large = "x".repeat(size).getBytes(StandardCharsets.UTF_8);
            emulator.server().put(stream, emulator.shard(stream, 0), "k", Collections.nCopies(records, large));
            assertThat(polled(tail, 1)).extracting(String::length).containsExactly(size);
            // Until nothing moves any more: what waits fills the buffers of the connection and no more.
            Awaitility.await()
                    .during(Duration.ofSeconds(1))
                    .atMost(Duration.ofSeconds(10))
                    .until(proxy::pushed, pushed -> pushed < records * 2 / 3);
            assertThat(polled(tail, records - 1))
                    .extracting(String::length)
                    .isEqualTo(Collections.nCopies(records - 1, size));
        }
    }

    @Test
    void aShardThatIsClosedEndsAfterItsLastRecord() throws Exception {
        emulator.numbers(stream, 0, 0, 3);
        try (Tail tail = tail("", Map.of())) {
            assertThat(polled(tail, 3)).isEqualTo(numbers(0, 3));
            assertThat(tail.poll(Duration.ofMillis(200))).isNull();
            emulator.numbers(stream, 0, 3, 5);
            emulator.server().split(stream, emulator.shard(stream, 0));
            assertThat(polled(tail, 2)).isEqualTo(numbers(3, 5));
            Awaitility.await().until(() -> tail.poll(SOON) == null && tail.ended());
            assertThat(Position.parse(tail.position()).isEnd()).isTrue();
        }
    }

    @Test
    void aRecordThatIsGoneIsToldWhicheverWayItShows() throws Exception {
        List<String> written = emulator.numbers(stream, 0, 0, 6);
        for (Trimmed shows : Trimmed.values()) {
            proxy.faults().trim(stream, emulator.shard(stream, 0).id(), written.get(4), shows);
            proxy.faults().expire(stream);
            try (Tail tail = tail("+" + written.get(1) + "@1", Map.of())) {
                DataLossException loss = catchThrowableOfType(DataLossException.class, () -> polled(tail, 1));
                assertThat(loss).as("%s", shows).hasMessageContaining(written.get(1));
            }
        }
    }

    @Test
    void withoutPermissionItSaysSo() throws Exception {
        emulator.numbers(stream, 0, 0, 1);
        proxy.faults().refuse("SubscribeToShard", "AccessDeniedException");
        try (Tail tail = tail("", Map.of())) {
            ConnectorException failure = catchThrowableOfType(ConnectorException.class, () -> polled(tail, 2));
            assertThat(failure).hasMessageContaining("subscribe").hasMessageContaining("not allowed");
            assertThat(failure.kind()).isEqualTo(ConnectorException.Kind.SETTINGS);
        }
    }

    @Test
    void aNameIsRegisteredOnceAndAnArnNever() throws Exception {
        tail("", Map.of()).close();
        tail("", Map.of()).close();
        assertThat(proxy.calls("RegisterStreamConsumer")).isEqualTo(1);
        Map<String, String> given = Emulator.reading(proxy, stream);
        given.putAll(Map.of(
                "consumer", "fanout",
                "consumerArn", "arn:aws:kinesis:us-east-1:000000000000:stream/other/consumer/c:1",
                "consumerProtocol", "http1"));
        Options options = new KinesisInput().options().read(given);
        try (Tail tail = KinesisTail.open(partition(), "", options, SOON)) {
            assertThatThrownBy(() -> polled(tail, 1)).hasMessageContaining("stream/other/consumer/c:1");
        }
        assertThat(proxy.calls("RegisterStreamConsumer")).isEqualTo(1);
    }

    @Test
    void optionsThatDoNotGoTogetherAreRefused() {
        Map<String, String> given = Emulator.reading(proxy, stream);
        given.put("consumer", "fanout");
        assertThatThrownBy(() ->
                        new KinesisInput().open(new KinesisInput().options().read(given)))
                .hasMessageContaining("consumerName");
        given.put("consumerArn", "arn");
        given.put("streamName", stream + ",other");
        assertThatThrownBy(() ->
                        new KinesisInput().open(new KinesisInput().options().read(given)))
                .hasMessageContaining("consumerArn")
                .hasMessageContaining("several");
    }

    private Tail tail(String start, Map<String, String> more) throws IOException {
        Map<String, String> given = Emulator.reading(proxy, stream);
        given.putAll(Map.of("consumer", "fanout", "consumerName", "one", "consumerProtocol", "http1"));
        given.putAll(more);
        return KinesisTail.open(partition(), start, new KinesisInput().options().read(given), SOON);
    }

    private static Tail pushedByTheEmulator(String stream, String pollInterval) throws IOException {
        Emulator local = Emulator.local();
        Map<String, String> given = Emulator.reading(local.proxy(), stream);
        given.put("endpointUrl", local.server().endpoint().toString());
        given.putAll(Map.of("consumer", "fanout", "consumerName", "one", "pollInterval", pollInterval));
        Options options = new KinesisInput().options().read(given);
        return KinesisTail.open(stream + "/" + local.shard(stream, 0).id(), "", options);
    }

    private String partition() {
        return stream + "/" + emulator.shard(stream, 0).id();
    }

    private static List<String> polled(Tail tail, int count) throws IOException {
        List<String> values = new ArrayList<>();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (values.size() < count && System.nanoTime() < deadline) {
            Event event = tail.poll(Duration.ofMillis(100));
            if (event != null) {
                values.add(new String(event.value(), StandardCharsets.UTF_8));
            }
        }
        return values;
    }
}
