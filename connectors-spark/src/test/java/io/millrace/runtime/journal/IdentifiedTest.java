package io.millrace.runtime.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.api.Budget;
import io.millrace.api.Event;
import io.millrace.api.Identified;
import io.millrace.api.Log;
import io.millrace.api.Offsets;
import io.millrace.api.Range;
import io.millrace.api.RangeReader;
import io.millrace.api.StartFrom;
import io.millrace.api.StopAt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A batch with an identity is kept once. */
class IdentifiedTest {
    private final ExecutorService callers = Executors.newCachedThreadPool();

    @TempDir
    Path directory;

    @AfterEach
    void stop() throws InterruptedException {
        callers.shutdownNow();
        assertThat(callers.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aRepeatIsAcknowledgedAndNotStored() throws Exception {
        try (Journal journal = open(0)) {
            journal.putOnce(List.of(batch("s", 1, "a", "b")));
            journal.putOnce(List.of(batch("s", 1, "a", "b")));
            journal.putOnce(
                    List.of(batch("t", 1, "c"), batch("s", 1, "a", "b"), batch("s", 2, "d"), batch("s", 2, "d")));
            journal.put(Journals.events("e"));
            assertThat(journal.metrics().repeats().sum()).isEqualTo(3);
        }
        assertThat(stored(0)).containsExactly("a", "b", "c", "d", "e");
    }

    @Test
    void whatFailedIsNotRemembered() throws Exception {
        FaultyDirectory faulty = new FaultyDirectory(local(0));
        try (Journal journal = new Journal(new SegmentFiles(faulty), Journals.options(directory))) {
            faulty.full.set(1);
            assertThatThrownBy(() -> journal.putOnce(List.of(batch("s", 1, "a", "b"))))
                    .hasMessageContaining("No space left");
            journal.putOnce(List.of(batch("s", 1, "a", "b")));
        }
        assertThat(stored(0)).containsExactly("a", "b");
    }

    @Test
    void aRepeatOfWhatIsOnItsWayGetsTheSameAnswer() throws Exception {
        FaultyDirectory held = new FaultyDirectory(local(0));
        try (Journal journal = new Journal(new SegmentFiles(held), Journals.options(directory))) {
            held.hold();
            Future<Void> first = putting(journal, batch("s", 1, "a"));
            await().until(() -> held.held() == 1);
            Future<Void> repeat = putting(journal, batch("s", 1, "a"));
            await().until(() -> journal.metrics().repeats().sum() == 1);
            assertThat(repeat.isDone()).isFalse();
            held.full.set(1);
            held.pass(1);
            assertThatThrownBy(() -> first.get(30, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
            assertThatThrownBy(() -> repeat.get(30, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
            held.pass(1000);
            putting(journal, batch("s", 1, "a")).get(30, TimeUnit.SECONDS);
        }
        assertThat(stored(0)).containsExactly("a");
    }

    @Test
    void aCallerThatIsInterruptedWhileItsBatchIsSealedLeavesNoDouble() throws Exception {
        FaultyDirectory held = new FaultyDirectory(local(0));
        try (Journal journal = new Journal(new SegmentFiles(held), Journals.options(directory))) {
            held.hold();
            Future<Void> first = putting(journal, batch("s", 1, "a"));
            await().until(() -> held.held() == 1);
            first.cancel(true);
            Future<Void> repeat = putting(journal, batch("s", 1, "a"));
            await().until(() -> journal.metrics().repeats().sum() == 1);
            held.pass(1000);
            repeat.get(30, TimeUnit.SECONDS);
        }
        assertThat(stored(0)).containsExactly("a");
    }

    @Test
    void identitiesOutliveTheReceiver() throws Exception {
        for (int restart = 0; restart < 3; restart++) {
            try (Journal journal = open(0)) {
                for (int number = 0; number < 10 * (restart + 1); number++) {
                    journal.putOnce(List.of(batch("s", number, "v" + number)));
                }
            }
        }
        assertThat(stored(0)).hasSize(30).doesNotHaveDuplicates();
    }

    @Test
    void aWriterThatComesAfterManySegmentsReadsFewOfThem() throws Exception {
        try (Journal journal = open(0)) {
            for (int number = 0; number < 150; number++) {
                journal.putOnce(List.of(batch("s", number, "v")));
            }
        }
        FaultyDirectory counted = new FaultyDirectory(local(0));
        try (Journal journal = new Journal(new SegmentFiles(counted), Journals.options(directory))) {
            assertThat(counted.opened.stream().distinct()).hasSizeLessThan(70);
            journal.putOnce(List.of(batch("s", 0, "v")));
            assertThat(journal.metrics().repeats().sum()).isEqualTo(1);
        }
    }

    @Test
    void whoUsesNoIdentitiesWritesAndReadsAsBefore() throws Exception {
        try (Journal journal = open(0)) {
            journal.put(Journals.events("a"));
        }
        FaultyDirectory counted = new FaultyDirectory(local(0));
        try (Journal journal = new Journal(new SegmentFiles(counted), Journals.options(directory))) {
            journal.put(Journals.events("b"));
        }
        assertThat(counted.opened).hasSize(1);
        for (Path segment : segments(0)) {
            assertThat(Files.readAllBytes(segment)[7])
                    .as("version of %s", segment)
                    .isEqualTo((byte) 1);
        }
    }

    @Test
    void identitiesAreForgottenAfterTheirTime() throws Exception {
        try (Journal journal = open(0, "journal.rememberFor", "0ms")) {
            journal.putOnce(List.of(batch("s", 1, "a")));
        }
        try (Journal journal = open(0, "journal.rememberFor", "0ms")) {
            journal.put(Journals.events("b"));
        }
        List<Path> all = segments(0);
        assertThat(Files.readAllBytes(all.get(all.size() - 1))[7]).isEqualTo((byte) 1);
    }

    @Test
    void aRepeatAtAnotherReceiverIsLeftOutByThePlanner() throws Exception {
        put(0, batch("s", 1, "a", "b"), batch("s", 2, "c"));
        put(1, batch("s", 2, "c"), batch("s", 3, "d", "e"), batch("s", 1, "a", "b"), batch("s", 4, "f"));
        assertThat(stored(1)).hasSize(6);
        try (Log log = log()) {
            Offsets start = log.start(new StartFrom.Earliest());
            Offsets end = log.start(new StartFrom.Latest());
            assertThat(log.plan(start, end))
                    .containsExactly(
                            new Range("s/0", "0", "3"), new Range("s/1", "1", "3"), new Range("s/1", "5", "6"));
            assertThat(read(log.plan(start, end))).containsExactly("a", "b", "c", "d", "e", "f");
        }
    }

    @Test
    void ofTwoCopiesTheOneOfTheEarlierBatchCountsAlsoAfterARestartOfThePlanner() throws Exception {
        put(1, batch("s", 1, "a", "b"));
        Offsets start;
        Offsets middle;
        Offsets end;
        List<Range> second;
        try (Log log = log()) {
            start = log.start(new StartFrom.Earliest());
            middle = log.start(new StartFrom.Latest());
            assertThat(read(log.plan(start, middle))).containsExactly("a", "b");
            put(0, batch("s", 1, "a", "b"), batch("s", 2, "c"));
            end = advanced(log, middle, Budget.UNLIMITED);
            second = log.plan(middle, end);
            assertThat(read(second)).containsExactly("c");
        }
        try (Log again = log()) {
            assertThat(again.plan(middle, end)).isEqualTo(second);
            assertThat(again.plan(start, middle)).containsExactly(new Range("s/1", "0", "2"));
            assertThat(again.plan(middle, end)).isEqualTo(second);
        }
    }

    @Test
    void aRepeatOfWhatWasForgottenIsReadWhoeverPlans() throws Exception {
        put(0, batch("s", 1, "a"));
        try (Log log = log()) {
            Offsets start = log.start(new StartFrom.Earliest());
            Offsets first = log.start(new StartFrom.Latest());
            assertThat(read(log.plan(start, first))).containsExactly("a");
            try (Journal forgets = open(0, "journal.rememberFor", "0ms")) {
                forgets.putOnce(List.of(batch("s", 2, "b")));
            }
            Offsets second = advanced(log, first, Budget.UNLIMITED);
            assertThat(read(log.plan(first, second))).containsExactly("b");
            put(1, batch("s", 1, "a"), batch("s", 2, "b"));
            Offsets third = advanced(log, second, Budget.UNLIMITED);
            List<Range> plan = log.plan(second, third);
            assertThat(read(plan)).containsExactly("a");
            put(0, batch("s", 3, "c"));
            try (Log again = log()) {
                assertThat(again.plan(second, third)).isEqualTo(plan);
            }
        }
    }

    @Test
    void aBatchWithAnIdentityIsNeverCut() throws Exception {
        put(0, batch("s", 1, "a", "b", "c"), batch("s", 2, "d", "e", "f"));
        put(0, batch("s", 3, "g"));
        try (Log log = log()) {
            Offsets at = log.start(new StartFrom.Earliest());
            List<String> ends = new ArrayList<>();
            Offsets tip = log.start(new StartFrom.Latest());
            while (!at.equals(tip)) {
                at = advanced(log, at, new Budget(2, Long.MAX_VALUE, Budget.UNLIMITED.span()));
                ends.add(at.position("s/0"));
            }
            assertThat(ends).containsExactly("3", "6", "7");
        }
    }

    @Test
    void aSegmentThatFailedAfterItBecameVisibleIsStoredAgainAndReadOnce() throws Exception {
        FaultyDirectory faulty = new FaultyDirectory(local(0));
        Offsets middle;
        try (Journal journal = new Journal(new SegmentFiles(faulty), Journals.options(directory))) {
            faulty.unsure.set(1);
            assertThatThrownBy(() -> journal.putOnce(List.of(batch("s", 1, "a", "b"))))
                    .hasMessageContaining("Input/output error");
            journal.put(Journals.events("x"));
            try (Log log = log()) {
                middle = log.start(new StartFrom.Latest());
            }
            journal.putOnce(List.of(batch("s", 1, "a", "b")));
            journal.put(Journals.events("y"));
        }
        assertThat(stored(0)).containsExactly("a", "b", "x", "a", "b", "y");
        try (Log log = log()) {
            Offsets start = log.start(new StartFrom.Earliest());
            Offsets end = log.start(new StartFrom.Latest());
            assertThat(read(log.plan(middle, end))).containsExactly("y");
            assertThat(read(log.plan(start, end))).containsExactly("a", "b", "x", "y");
        }
    }

    @Test
    void identitiesOutliveTheirSegments() throws Exception {
        for (int number = 0; number < 100; number++) {
            put(0, batch("s", number, "v" + number));
        }
        Offsets end;
        try (Log log =
                new JournalLog("s", journal(), 2, Duration.ZERO, 100, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC))) {
            end = log.start(new StartFrom.Latest());
            int before = segments(0).size();
            log.committed(end);
            assertThat(segments(0)).hasSizeLessThan(70).hasSizeLessThan(before);
        }
        put(0, batch("s", 0, "v0"), batch("s", 99, "v99"), batch("s", 100, "v100"));
        put(1, batch("s", 7, "v7"), batch("s", 101, "v101"));
        try (Log log = log()) {
            Offsets now = advanced(log, end, Budget.UNLIMITED);
            assertThat(read(log.plan(end, now))).containsExactly("v100", "v101");
        }
    }

    private static Identified batch(String sender, long number, String... values) {
        return new Identified(sender, number, Journals.events(values));
    }

    private Journal open(int receiver, String... settings) throws IOException {
        return Journal.open(journal(), receiver, Journals.options(directory, settings));
    }

    private void put(int receiver, Identified... batches) throws Exception {
        try (Journal journal = open(receiver)) {
            journal.putOnce(List.of(batches));
        }
    }

    private Future<Void> putting(Journal journal, Identified batch) {
        return callers.submit(() -> {
            journal.putOnce(List.of(batch));
            return null;
        });
    }

    private Directory local(int receiver) {
        return Journals.local(directory.resolve(Integer.toString(receiver)));
    }

    private JournalDirectory journal() throws IOException {
        return JournalDirectory.of(Journals.options(directory), org.apache.hadoop.conf.Configuration::new);
    }

    private Log log() throws IOException {
        return new JournalLog("s", journal(), 2, Duration.ofMinutes(10), 1_000, Clock.systemUTC());
    }

    private static Offsets advanced(Log log, Offsets from, Budget budget) throws IOException {
        return log.advance(from, log.tip(new StopAt.Now()), budget).end();
    }

    private List<String> stored(int receiver) throws IOException {
        return Journals.values(local(receiver), 0);
    }

    private List<String> read(List<Range> ranges) throws IOException {
        List<String> values = new ArrayList<>();
        for (Range range : ranges) {
            try (RangeReader reader =
                    new JournalReader(range, new SegmentFiles(Journals.local(directory.resolve(range.part()))))) {
                for (Event event = reader.next(); event != null; event = reader.next()) {
                    values.add(Journals.value(event));
                }
            }
        }
        return values;
    }

    private List<Path> segments(int receiver) throws IOException {
        try (Stream<Path> all = Files.list(directory.resolve(Integer.toString(receiver)))) {
            return all.filter(file -> file.toString().endsWith(".segment"))
                    .sorted()
                    .toList();
        }
    }
}
