package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import io.millrace.api.ConnectorException;
import io.millrace.api.Event;
import io.millrace.api.PushConnector;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every rule that a {@link PushConnector} keeps. Extend it and answer the questions of {@link PushUnderTest}, of which four must
 * be answered; each rule becomes a test.
 */
@DisplayNameGeneration(RuleNames.class)
@Timeout(120)
public abstract class PushConformance implements PushUnderTest {
    // ---- P1: what arrives

    /** If it fails: are bytes read as text, headers left out, or times taken from the clock? */
    @Rule("P1.1 every event arrives with the value, headers, key and time that it was sent with")
    void arrivesWhole() throws Exception {
        try (PushProbe push = newPush()) {
            push.send(push.events(0, 5));
            assertThat(push.arrived()).containsExactlyInAnyOrderElementsOf(PushProbe.seen(push.events(0, 5)));
        }
    }

    /** If it fails: is a batch cut up among threads? */
    @Rule("P1.2 the events of a batch are put in their order")
    void order() throws Exception {
        try (PushProbe push = newPush()) {
            push.send(push.events(0, 50));
            assertThat(push.values()).isEqualTo(push.values(0, 50));
        }
    }

    /** If it fails: do connections share what belongs to one? */
    @Rule("P1.3 senders that send at the same time lose nothing")
    void manySenders() throws Exception {
        try (PushProbe push = newPush()) {
            push.hold(events -> true);
            List<CompletableFuture<Void>> all = new ArrayList<>();
            List<@Nullable String> expected = new ArrayList<>();
            for (int i = 0; i < concurrentPuts(); i++) {
                all.add(push.sending(push.events(100 * i, 100 * i + 20)));
                expected.addAll(push.values(100 * i, 100 * i + 20));
            }
            push.awaitRunning(concurrentPuts());
            push.open();
            for (CompletableFuture<Void> one : all) {
                push.assertAcknowledged(one);
            }
            await().atMost(patience())
                    .untilAsserted(() -> assertThat(push.values()).containsExactlyInAnyOrderElementsOf(expected));
        }
    }

    /** If it fails: is the buffer that an event was read from used again? */
    @Rule("P1.4 an event may be kept after its put")
    void kept() throws Exception {
        try (PushProbe push = newPush();
                Sender sender = sender(push.intake())) {
            sender.send(push.events(0, 1));
            List<Seen> before = push.puts().get(0);
            sender.send(push.events(1, 30));
            sender.send(push.events(30, 60));
            assertThat(push.puts().get(0)).isEqualTo(before);
        }
    }

    /** If it fails: does a buffer end somewhere? */
    @Rule("P1.5 a large event arrives whole")
    void large() throws Exception {
        Event large = largeEvent();
        try (PushProbe push = newPush()) {
            push.send(List.of(event(0), large, event(1)));
            assertThat(push.values())
                    .containsExactlyInAnyOrderElementsOf(
                            PushProbe.values(PushProbe.seen(List.of(event(0), large, event(1)))));
        }
    }

    /** If it fails: are events put as they come, before their batch is whole? Its sender sends all of it again. */
    @Rule("P1.6 of a batch that broke off nothing is put")
    void brokenOff() throws Exception {
        try (PushProbe push = newPush()) {
            breakOff(push.intake(), push.events(0, 10));
            push.send(push.events(10, 12));
            await().during(PushProbe.LOOK).atMost(patience()).untilAsserted(() -> assertValues(push, 10, 12));
        }
    }

    // ---- P2: what the sender is told

    /** If it fails: what is lost when this process dies now, though its sender has forgotten it? */
    @Rule("P2.1 a sender is told that its events are taken only after the put has returned")
    void acknowledgedAfterPut() throws Exception {
        try (PushProbe push = newPush()) {
            push.hold(events -> true);
            CompletableFuture<Void> sent = push.sending(push.events(0, 3));
            push.awaitRunning(1);
            PushProbe.assertWaits(sent);
            push.open();
            push.assertAcknowledged(sent);
            assertValues(push, 0, 3);
        }
    }

    /** If it fails: is the exception caught and logged? */
    @Rule("P2.2 a put that fails is told to the sender")
    void failureIsTold() throws Exception {
        try (PushProbe push = newPush()) {
            push.fail(events -> true);
            push.assertTold(push.sending(push.events(0, 3)));
        }
    }

    /** If it fails: does the first failure end a thread or a state that the next event needs? */
    @Rule("P2.3 after a failure the source goes on, and what is sent again arrives")
    void goesOn() throws Exception {
        try (PushProbe push = newPush()) {
            push.fail(events -> true);
            push.assertTold(push.sending(push.events(0, 3)));
            push.fail(events -> false);
            push.assertAcknowledged(push.sending(push.events(0, 3)));
            assertValues(push, 0, 3);
        }
    }

    /** If it fails: are failures kept where another sender's answer is made? */
    @Rule("P2.4 the failure of one sender's put is told to no other sender")
    void failureOfOneAlone() throws Exception {
        if (concurrentPuts() < 2) {
            throw Cannot.show("the source puts the events of one sender at a time");
        }
        try (PushProbe push = newPush()) {
            push.fail(push.with(0));
            push.hold(events -> true);
            CompletableFuture<Void> failing = push.sending(push.events(0, 3));
            push.awaitRunning(1);
            CompletableFuture<Void> good = push.sending(push.events(3, 6));
            push.awaitRunning(2);
            PushProbe.assertWaits(good);
            push.open();
            push.assertTold(failing);
            push.assertAcknowledged(good);
            assertValues(push, 3, 6);
        }
    }

    /** If it fails: is put called on the thread that reads from the network, or under a lock? Then waiters cannot share a sync. */
    @Rule("P2.5 senders whose puts wait do not hold up one another")
    void putsSideBySide() throws Exception {
        try (PushProbe push = newPush()) {
            push.hold(events -> true);
            List<CompletableFuture<Void>> all = new ArrayList<>();
            for (int i = 0; i < concurrentPuts(); i++) {
                all.add(push.sending(push.events(10 * i, 10 * i + 2)));
            }
            push.awaitRunning(concurrentPuts());
            push.open();
            for (CompletableFuture<Void> one : all) {
                push.assertAcknowledged(one);
            }
        }
    }

    /** If it fails: does the source read on into its own memory while the framework cannot keep up? */
    @Rule("P2.6 while puts wait, a sender gets no further than the batch that waits")
    void heldBack() throws Exception {
        try (PushProbe push = newPush()) {
            push.hold(events -> true);
            AtomicInteger acknowledged = new AtomicInteger();
            CompletableFuture<Void> all = PushProbe.run(() -> {
                try (Sender sender = sender(push.intake())) {
                    for (int i = 0; i < 5; i++) {
                        sender.send(push.events(10 * i, 10 * i + 10));
                        acknowledged.incrementAndGet();
                    }
                }
            });
            push.awaitRunning(1);
            PushProbe.assertWaits(all);
            assertThat(acknowledged.get()).as("batches acknowledged").isZero();
            assertThat(push.running()).as("puts that wait").isEqualTo(1);
            push.open();
            push.assertAcknowledged(all);
            assertThat(push.arrived()).hasSize(50);
        }
    }

    // ---- P3: how it starts and ends

    /** If it fails: are events on their way forgotten at a restart, or put after the journal is closed? */
    @Rule("P3.1 closing waits for running puts, and their senders are told")
    void closingWaits() throws Exception {
        try (PushProbe push = newPush()) {
            push.hold(events -> true);
            CompletableFuture<Void> sent = push.sending(push.events(0, 3));
            push.awaitRunning(1);
            CompletableFuture<Void> closed = PushProbe.run(push.intake()::close);
            PushProbe.assertWaits(closed);
            push.open();
            push.assertAcknowledged(closed);
            assertThat(push.running()).as("puts that run after the end").isZero();
            push.assertAcknowledged(sent);
        }
    }

    /** If it fails: does a connection outlive its intake? */
    @Rule("P3.2 after closing nothing is put, and senders are not told that it was")
    void closedIsClosed() throws Exception {
        try (PushProbe push = newPush();
                Sender sender = sender(push.intake())) {
            sender.send(push.events(0, 1));
            push.intake().close();
            assertThatCode(() -> sender.send(push.events(1, 2)))
                    .as("sending to what is closed")
                    .isInstanceOf(IOException.class);
            assertValues(push, 0, 1);
        }
    }

    /** If it fails: is the port still held, or the second close an error? */
    @Rule("P3.3 after closing, also twice, it can be started again at the same place")
    void startsAgain() throws Exception {
        Map<String, String> options = options();
        for (int round = 0; round < 3; round++) {
            try (PushProbe push = new PushProbe(this, options)) {
                push.send(push.events(round, round + 2));
                assertValues(push, round, round + 2);
                push.intake().close();
            }
        }
    }

    /** If it fails: is something static that belongs to one intake? Executors run several in one JVM. */
    @Rule("P3.4 two intakes in one JVM do not disturb each other")
    void two() throws Exception {
        try (PushProbe one = newPush();
                PushProbe other = newPush()) {
            one.send(one.events(0, 2));
            other.send(other.events(2, 4));
            one.intake().close();
            other.send(other.events(4, 6));
            assertValues(one, 0, 2);
            assertValues(other, 2, 6);
        }
    }

    /** If it fails: would a user find an intake that runs, and events that never come? */
    @Rule("P3.5 options that cannot work here are refused at the start, with the reason")
    void impossibleOptions() throws Exception {
        Map.Entry<String, Map<String, String>> impossible = impossible();
        ConnectorException refusal = Thrown.refused(() -> {
            try (PushProbe unwanted = new PushProbe(this, impossible.getValue())) {
                assertThat(unwanted.intake()).isNotNull();
            }
        });
        assertThat(refusal.getMessage()).contains(impossible.getKey());
    }

    /** If it fails: does one sender's end take a thread or a lock with it? */
    @Rule("P3.6 a sender that goes while its put waits harms no other")
    void senderGone() throws Exception {
        try (PushProbe push = newPush()) {
            push.hold(events -> true);
            Sender leaving = sender(push.intake());
            CompletableFuture<Void> left = PushProbe.run(() -> leaving.send(push.events(0, 2)));
            push.awaitRunning(1);
            leaving.close();
            push.open();
            await().during(PushProbe.LOOK)
                    .atMost(patience())
                    .untilAsserted(() ->
                            assertThatCode(() -> push.send(push.events(2, 4))).doesNotThrowAnyException());
            await().atMost(patience())
                    .untilAsserted(() -> assertThat(push.values()).containsAll(push.values(2, 4)));
            assertThat(left).isNotNull();
        }
    }

    // ---- P4: batches with an identity

    /** If it fails: does the identity reach the journal? */
    @Rule("P4.1 a batch that is sent again under its identity is acknowledged and kept once")
    void keptOnce(@TempDir Path directory) throws Exception {
        try (OnceProbe once = new OnceProbe(this, directory)) {
            for (int time = 0; time < 3; time++) {
                once.send(1, events(0, 4));
            }
            once.send(2, events(4, 6));
            assertThat(once.kept()).isEqualTo(values(0, 6));
        }
    }

    /** If it fails: is the identity noted before the put has returned? */
    @Rule("P4.2 a batch whose put failed is not remembered: sent again, it is kept")
    void failedIsNotRemembered(@TempDir Path directory) throws Exception {
        try (OnceProbe once = new OnceProbe(this, directory)) {
            once.fail(events -> true);
            assertTold(once, events(0, 4));
            once.fail(events -> false);
            once.send(1, events(0, 4));
            assertThat(once.kept()).isEqualTo(values(0, 4));
        }
    }

    /** If it fails: is what was taken known in memory alone? */
    @Rule("P4.3 a batch that is sent again to the receiver that comes after is kept once")
    void outlivesTheReceiver(@TempDir Path directory) throws Exception {
        try (OnceProbe once = new OnceProbe(this, directory)) {
            once.send(1, events(0, 4));
            once.restart();
            once.send(1, events(0, 4));
            once.send(2, events(4, 6));
            assertThat(once.kept()).isEqualTo(values(0, 6));
        }
    }

    /** If it fails: is a batch cut up, so that a part of it is kept or remembered for itself? */
    @Rule("P4.4 of a batch with an identity that failed no part is kept; sent again, all of it is")
    void wholeOrNotAtAll(@TempDir Path directory) throws Exception {
        try (OnceProbe once = new OnceProbe(this, directory)) {
            @Nullable String last = Seen.text(event(9).value());
            once.fail(events -> PushProbe.values(PushProbe.seen(events)).contains(last));
            assertTold(once, events(0, 10));
            assertThat(once.kept()).isEmpty();
            once.fail(events -> false);
            once.send(1, events(0, 10));
            assertThat(once.kept()).isEqualTo(values(0, 10));
        }
    }

    private static void assertTold(OnceProbe once, List<Event> events) {
        try {
            once.send(1, events);
        } catch (IOException e) {
            return;
        }
        throw new AssertionError("the sender was told that its batch is taken, but it is not");
    }

    private List<Event> events(int from, int to) {
        return IntStream.range(from, to).mapToObj(this::event).toList();
    }

    private List<@Nullable String> values(int from, int to) {
        return PushProbe.values(PushProbe.seen(events(from, to)));
    }

    private PushProbe newPush() throws Exception {
        return new PushProbe(this, new HashMap<>(options()));
    }

    private static void assertValues(PushProbe push, int from, int to) {
        assertThat(push.values()).containsExactlyInAnyOrderElementsOf(push.values(from, to));
    }
}
