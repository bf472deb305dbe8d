package io.millrace.runtime.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.api.Event;
import io.millrace.api.Header;
import io.millrace.api.Options;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a journal promises to those who put. */
class JournalTest {
    private final ExecutorService callers = Executors.newCachedThreadPool();

    @TempDir
    Path directory;

    @AfterEach
    void stop() throws InterruptedException {
        callers.shutdownNow();
        assertThat(callers.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whatWasPutIsReadWithAllItsParts() throws Exception {
        byte[] large = new byte[300_000];
        large[large.length - 1] = 1;
        List<Event> events = List.of(
                Event.of(null, null, List.of(), -1, ""),
                Event.of(new byte[0], new byte[0], List.of(new Header("", null)), Long.MAX_VALUE, ""),
                Event.of(
                        "key".getBytes(StandardCharsets.UTF_8),
                        large,
                        List.of(new Header("ä", new byte[0]), new Header("ä", new byte[] {1, 2})),
                        Long.MIN_VALUE,
                        "of no account"));
        try (Journal journal = open(Journals.local(directory))) {
            journal.put(events);
        }
        SegmentCursor cursor = new SegmentCursor("s/0", new SegmentFiles(Journals.local(directory)), 0, Long.MAX_VALUE);
        for (int i = 0; i < events.size(); i++) {
            Event written = events.get(i);
            Event read = Objects.requireNonNull(cursor.next());
            assertThat(read.key()).isEqualTo(written.key());
            assertThat(read.value()).isEqualTo(written.value());
            assertThat(read.headers()).isEqualTo(written.headers());
            assertThat(read.timestampMicros()).isEqualTo(written.timestampMicros());
            assertThat(read.position()).isEqualTo(Integer.toString(i));
        }
        assertThat(cursor.next()).isNull();
    }

    @Test
    void itIsKnownWhenAnEarlierOneLastTookEvents() throws Exception {
        Instant begun = Instant.now();
        try (Journal journal = open(Journals.local(directory))) {
            assertThat(journal.lastBefore()).isEmpty();
            journal.put(Journals.events("a"));
        }
        Instant ended = Instant.now();
        open(Journals.local(directory)).close();
        try (Journal journal = open(Journals.local(directory))) {
            assertThat(journal.lastBefore())
                    .as("though another one was opened since")
                    .hasValueSatisfying(last -> assertThat(last).isBetween(begun.minusMillis(1), ended));
        }
    }

    @Test
    void eventsOfOnePutStayTogetherAndInOrder() throws Exception {
        try (Journal journal = open(Journals.local(directory), "journal.segmentBytes", "2k")) {
            List<Future<Void>> all = new ArrayList<>();
            for (int caller = 0; caller < 8; caller++) {
                String name = "c" + caller;
                all.add(callers.submit(() -> {
                    for (int put = 0; put < 50; put++) {
                        String prefix = name + "-" + put + "-";
                        journal.put(Journals.events(prefix + 0, prefix + 1, prefix + 2));
                    }
                    return null;
                }));
            }
            for (Future<Void> one : all) {
                one.get(60, TimeUnit.SECONDS);
            }
        }
        List<String> values = Journals.values(Journals.local(directory), 0);
        assertThat(values).hasSize(8 * 50 * 3).doesNotHaveDuplicates();
        for (int i = 0; i < values.size(); i += 3) {
            String prefix = values.get(i).substring(0, values.get(i).length() - 1);
            assertThat(values.subList(i, i + 3)).containsExactly(prefix + 0, prefix + 1, prefix + 2);
        }
        List<String> first =
                values.stream().filter(value -> value.startsWith("c3-")).toList();
        assertThat(first)
                .isEqualTo(IntStream.range(0, 150)
                        .mapToObj(i -> "c3-" + i / 3 + "-" + i % 3)
                        .toList());
    }

    @Test
    void callersThatWaitAtTheSameMomentShareASync() throws Exception {
        FaultyDirectory held = new FaultyDirectory(Journals.local(directory));
        try (Journal journal = open(held)) {
            held.hold();
            Future<Void> first = put(journal, "first");
            await().until(() -> held.held() == 1);
            List<Future<Void>> others =
                    IntStream.range(0, 10).mapToObj(i -> put(journal, "n" + i)).toList();
            awaitWaiting(journal, 10);
            assertThat(first.isDone()).isFalse();
            held.pass(2);
            first.get(30, TimeUnit.SECONDS);
            for (Future<Void> other : others) {
                other.get(30, TimeUnit.SECONDS);
            }
            assertThat(journal.metrics().segments().sum()).isEqualTo(2);
            assertThat(journal.metrics().events().sum()).isEqualTo(11);
            held.pass(1);
        }
    }

    @Test
    void aFailedSealFailsEveryCallerItCarriedAndLaterPutsSucceed() throws Exception {
        FaultyDirectory faulty = new FaultyDirectory(Journals.local(directory));
        try (Journal journal = open(faulty)) {
            journal.put(Journals.events("before"));
            faulty.hold();
            Future<Void> held = put(journal, "held");
            await().until(() -> faulty.held() == 1);
            List<Future<Void>> carried = IntStream.range(0, 5)
                    .mapToObj(i -> put(journal, "lost" + i))
                    .toList();
            awaitWaiting(journal, 5);
            faulty.pass(1);
            held.get(30, TimeUnit.SECONDS);
            faulty.full.set(1);
            faulty.pass(1000);
            for (Future<Void> one : carried) {
                assertThatThrownBy(() -> one.get(30, TimeUnit.SECONDS))
                        .isInstanceOf(ExecutionException.class)
                        .cause()
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("No space left on device")
                        .hasMessageContaining("None of them was acknowledged")
                        .hasMessageContaining("space left");
            }
            assertThat(files()).noneMatch(name -> name.endsWith(Directory.DRAFT));
            journal.put(Journals.events("after"));
            assertThat(journal.metrics().failures().sum()).isEqualTo(1);
        }
        assertThat(Journals.values(Journals.local(directory), 0)).containsExactly("before", "held", "after");
    }

    @Test
    void aSegmentThatFailedAfterItBecameVisibleIsNeverWrittenAgain() throws Exception {
        FaultyDirectory faulty = new FaultyDirectory(Journals.local(directory));
        try (Journal journal = open(faulty)) {
            faulty.unsure.set(1);
            assertThatThrownBy(() -> journal.put(Journals.events("perhaps")))
                    .hasMessageContaining("Input/output error");
            journal.put(Journals.events("surely"));
        }
        assertThat(Journals.values(Journals.local(directory), 0)).containsExactly("perhaps", "surely");
    }

    @Test
    void moreThanMayWaitBlocksTheCaller() throws Exception {
        FaultyDirectory held = new FaultyDirectory(Journals.local(directory));
        try (Journal journal = open(held, "journal.waitingBytes", "1k")) {
            held.hold();
            Future<Void> first = put(journal, "x".repeat(600));
            await().until(() -> held.held() == 1);
            Future<Void> second = put(journal, "y".repeat(600));
            await().until(() -> journal.blocked() == 1);
            Future<Void> alone = put(journal, "z".repeat(5000));
            await().until(() -> journal.blocked() == 2);
            assertThat(second.isDone()).isFalse();
            held.pass(1000);
            first.get(30, TimeUnit.SECONDS);
            second.get(30, TimeUnit.SECONDS);
            alone.get(30, TimeUnit.SECONDS);
            assertThat(journal.metrics().segments().sum()).isEqualTo(3);
        }
    }

    @Test
    void aClosedJournalKeepsWhatWaitedAndRefusesMore() throws Exception {
        FaultyDirectory held = new FaultyDirectory(Journals.local(directory));
        Journal journal = open(held);
        held.hold();
        Future<Void> first = put(journal, "first");
        await().until(() -> held.held() == 1);
        Future<Void> second = put(journal, "second");
        awaitWaiting(journal, 1);
        Future<Void> closing = submit(() -> {
            journal.close();
            return null;
        });
        held.pass(1000);
        closing.get(30, TimeUnit.SECONDS);
        first.get(30, TimeUnit.SECONDS);
        second.get(30, TimeUnit.SECONDS);
        assertThatThrownBy(() -> journal.put(Journals.events("late"))).hasMessageContaining("is closed");
        journal.close();
        assertThat(Journals.values(Journals.local(directory), 0)).containsExactly("first", "second");
    }

    @Test
    void whatACrashLeftHalfWrittenIsNeverSeenAndRemovedByTheNextWriter() throws Exception {
        try (Journal journal = open(Journals.local(directory))) {
            journal.put(Journals.events("a"));
        }
        Path segment = directory.resolve("00000000000000000001.segment");
        Path draft = directory.resolve("00000000000000000002.segment.dead.draft");
        Files.write(draft, Arrays.copyOf(Files.readAllBytes(segment), 70));
        assertThat(Journals.values(Journals.local(directory), 0)).containsExactly("a");
        try (Journal journal = open(Journals.local(directory))) {
            journal.put(Journals.events("b"));
        }
        assertThat(draft).doesNotExist();
        assertThat(Journals.values(Journals.local(directory), 0)).containsExactly("a", "b");
    }

    @Test
    void aReceiverThatWasReplacedIsFencedOff() throws Exception {
        try (Journal zombie = open(Journals.local(directory))) {
            zombie.put(Journals.events("a"));
            try (Journal successor = open(Journals.local(directory))) {
                assertThatThrownBy(() -> zombie.put(Journals.events("zombie")))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("taken over");
                assertThat(zombie.ended()).hasMessageContaining("taken over");
                assertThatThrownBy(() -> zombie.put(Journals.events("again"))).hasMessageContaining("taken over");
                successor.put(Journals.events("b"));
                assertThat(successor.ended()).isNull();
            }
        }
        assertThat(Journals.values(Journals.local(directory), 0)).containsExactly("a", "b");
    }

    @Test
    void aJournalThatIsRemovedEndsItsWriter() throws Exception {
        try (Journal journal = open(Journals.local(directory.resolve("j")))) {
            journal.put(Journals.events("a"));
            FileUtils.deleteDirectory(directory.resolve("j").toFile());
            assertThatThrownBy(() -> journal.put(Journals.events("b"))).hasMessageContaining("was removed");
            assertThat(journal.ended()).isNotNull();
        }
    }

    @Test
    void ofManyWritersAtOnceOneStaysAndNothingAcknowledgedIsLost() throws Exception {
        List<Journal> journals = new ArrayList<>();
        List<Future<Journal>> opening = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            opening.add(submit(() -> open(Journals.local(directory))));
        }
        for (Future<Journal> one : opening) {
            journals.add(one.get(30, TimeUnit.SECONDS));
        }
        List<String> acknowledged = new ArrayList<>();
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < journals.size(); i++) {
                String value = round + "-" + i;
                try {
                    journals.get(i).put(Journals.events(value));
                    acknowledged.add(value);
                } catch (IOException fenced) {
                    assertThat(fenced).hasMessageContaining("taken over");
                }
            }
        }
        for (Journal journal : journals) {
            journal.close();
        }
        assertThat(acknowledged).hasSize(2);
        assertThat(Journals.values(Journals.local(directory), 0)).isEqualTo(acknowledged);
    }

    @Test
    void aDirectoryThatCannotBeWrittenIsToldAtTheStart() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        assertThatThrownBy(() -> open(Journals.local(file.resolve("below")))).isInstanceOf(IOException.class);
    }

    private Journal open(Directory at, String... settings) throws IOException {
        Options options = Journals.options(directory, settings);
        return new Journal(new SegmentFiles(at), options);
    }

    private Future<Void> put(Journal journal, String value) {
        return submit(() -> {
            journal.put(Journals.events(value));
            return null;
        });
    }

    private <T> Future<T> submit(Callable<T> call) {
        return callers.submit(call);
    }

    private static void awaitWaiting(Journal journal, int puts) {
        await().until(() -> journal.waiting() == puts);
    }

    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.map(file -> file.getFileName().toString()).toList();
        }
    }
}
