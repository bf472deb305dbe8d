package io.millrace.runtime.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.Budget;
import io.millrace.api.ConnectorException;
import io.millrace.api.DataLossException;
import io.millrace.api.Event;
import io.millrace.api.Log;
import io.millrace.api.Offsets;
import io.millrace.api.Range;
import io.millrace.api.RangeReader;
import io.millrace.api.StartFrom;
import io.millrace.api.StopAt;
import io.millrace.api.Tip;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal as the log that a query plans and reads. */
class JournalLogTest {
    private static final Duration RETENTION = Duration.ofMinutes(10);

    @TempDir
    Path directory;

    private final MovedClock clock = new MovedClock();

    @Test
    void eachReceiverIsAPartitionWithPositionsFromZeroOn() throws Exception {
        put(0, "a", "b");
        put(1, "x");
        put(0, "c");
        Log log = log(3);
        Offsets start = log.start(new StartFrom.Earliest());
        assertThat(start.positions()).containsExactlyInAnyOrderEntriesOf(Map.of("s/0", "0", "s/1", "0", "s/2", "0"));
        Tip tip = log.tip(new StopAt.Now());
        Offsets end = log.advance(start, tip, Budget.UNLIMITED).end();
        assertThat(end.positions()).containsExactlyInAnyOrderEntriesOf(Map.of("s/0", "3", "s/1", "1", "s/2", "0"));
        assertThat(log.plan(start, end)).containsExactly(new Range("s/0", "0", "3"), new Range("s/1", "0", "1"));
        assertThat(read(new Range("s/0", "0", "3"))).containsExactly("a", "b", "c");
        assertThat(read(new Range("s/0", "1", "2"))).containsExactly("b");
        put(0, "d");
        assertThat(log.tip(new StopAt.Now())).isNotEqualTo(tip);
        assertThat(log.start(new StartFrom.Latest()).position("s/0")).isEqualTo("4");
    }

    @Test
    void partitionsOfReceiversThatNoLongerRunAreStillRead() throws Exception {
        put(0, "a");
        put(1, "b");
        Offsets start = log(1).start(new StartFrom.Earliest());
        assertThat(start.positions()).containsOnlyKeys("s/0", "s/1");
    }

    @Test
    void aBudgetOfBytesIsKeptAboutAsTheSegmentsTell() throws Exception {
        for (int i = 0; i < 10; i++) {
            put(0, IntStream.range(0, 10).mapToObj(n -> "x".repeat(100)).toArray(String[]::new));
        }
        Log log = log(1);
        Offsets start = log.start(new StartFrom.Earliest());
        Tip tip = log.tip(new StopAt.Now());
        Budget budget = new Budget(Long.MAX_VALUE, 2_220, Budget.UNLIMITED.span());
        long records = Long.parseLong(log.advance(start, tip, budget).end().position("s/0"));
        assertThat(records).isBetween(15L, 25L);
    }

    @Test
    void segmentsGoARetentionTimeAfterTheirEventsWereProcessedAndNeverTheNewest() throws Exception {
        put(0, "a");
        put(0, "b");
        Log log = log(1);
        Offsets start = log.start(new StartFrom.Earliest());
        Offsets end = log.start(new StartFrom.Latest());
        int before = segments(0);
        log.committed(end);
        clock.move(RETENTION.minusSeconds(1));
        log.committed(end);
        assertThat(segments(0)).isEqualTo(before);
        clock.move(Duration.ofSeconds(1));
        log.committed(end);
        assertThat(segments(0)).isEqualTo(1);
        assertThatThrownBy(() -> log.advance(start, log.tip(new StopAt.Now()), Budget.UNLIMITED))
                .isInstanceOf(DataLossException.class);
        put(0, "c");
        assertThat(log.start(new StartFrom.Latest()).position("s/0")).isEqualTo("3");
        assertThat(read(new Range("s/0", "2", "3"))).containsExactly("c");
    }

    @Test
    void aSegmentOfWhichOneEventIsNotProcessedStays() throws Exception {
        put(0, "a");
        put(0, "b", "c");
        put(0, "d");
        Log log = log(1);
        Offsets middle = log.start(new StartFrom.Latest()).with("s/0", "2");
        log.committed(middle);
        clock.move(RETENTION);
        log.committed(middle);
        assertThat(read(new Range("s/0", "1", "4"))).containsExactly("b", "c", "d");
        assertThat(log(1).start(new StartFrom.Earliest()).position("s/0")).isEqualTo("1");
    }

    @Test
    void aBeginningThatIsGoneIsLossAndReadingGoesOnBehindIt() throws Exception {
        put(0, "a");
        put(0, "b");
        Offsets start = log(1).start(new StartFrom.Earliest());
        removeSegments(2);
        Log log = log(1);
        assertThat(log.start(new StartFrom.Earliest()).position("s/0")).isEqualTo("1");
        assertThatThrownBy(() -> log.advance(start, log.tip(new StopAt.Now()), Budget.UNLIMITED))
                .isInstanceOfSatisfying(
                        DataLossException.class,
                        loss -> assertThat(loss.resumeFrom().position("s/0")).isEqualTo("1"));
        assertThatThrownBy(() -> read(new Range("s/0", "0", "2")))
                .isInstanceOfSatisfying(
                        DataLossException.class,
                        loss -> assertThat(loss.resumeFrom().position("s/0")).isEqualTo("1"));
    }

    @Test
    void aRangeWhoseSegmentsAreGoneIsLoss() throws Exception {
        put(0, "a");
        put(0, "b");
        put(0, "c");
        FileUtils.deleteDirectory(directory.resolve("0").toFile());
        assertThatThrownBy(() -> read(new Range("s/0", "1", "3")))
                .isInstanceOfSatisfying(
                        DataLossException.class,
                        loss -> assertThat(loss.resumeFrom().position("s/0")).isEqualTo("3"));
    }

    @Test
    void aHoleIsLoss() throws Exception {
        put(0, "a");
        put(0, "b");
        put(0, "c");
        List<Path> all = segmentFiles(0);
        Files.delete(all.get(3));
        assertThatThrownBy(() -> read(new Range("s/0", "0", "3")))
                .isInstanceOfSatisfying(
                        DataLossException.class,
                        loss -> assertThat(loss.resumeFrom().position("s/0")).isEqualTo("2"));
    }

    @Test
    void aJournalThatWasRemovedAndMadeAnewIsLoss() throws Exception {
        put(0, "a");
        Offsets end = log(1).start(new StartFrom.Latest());
        FileUtils.deleteDirectory(directory.toFile());
        put(0, "x");
        put(0, "y");
        Log log = log(1);
        assertThatThrownBy(() -> log.advance(end, log.tip(new StopAt.Now()), Budget.UNLIMITED))
                .isInstanceOf(DataLossException.class)
                .hasMessageContaining("created again");
    }

    @Test
    void aJournalOfAnotherConnectorIsRefused() throws Exception {
        put(0, "a");
        var first = log(1);
        first.close();
        assertThatThrownBy(() -> new JournalLog("other", journal(), 1, RETENTION, 100, clock))
                .isInstanceOf(ConnectorException.class)
                .hasMessageContaining("belongs to connector 's'");
    }

    @Test
    void aReaderOpensOnlyTheSegmentsThatItNeeds() throws Exception {
        for (int i = 0; i < 64; i++) {
            put(0, "e" + i);
        }
        FaultyDirectory counted = new FaultyDirectory(Journals.local(directory.resolve("0")));
        try (RangeReader reader = new JournalReader(new Range("s/0", "40", "42"), new SegmentFiles(counted))) {
            assertThat(Objects.requireNonNull(reader.next()).position()).isEqualTo("40");
            assertThat(Objects.requireNonNull(reader.next()).position()).isEqualTo("41");
            assertThat(reader.next()).isNull();
        }
        assertThat(counted.opened).hasSizeLessThan(14);
    }

    @Test
    void aTailFollowsThePartition() throws Exception {
        put(0, "a");
        try (JournalTail tail = new JournalTail("s/0", "0", new SegmentFiles(Journals.local(directory.resolve("0"))))) {
            assertThat(Journals.value(tail.poll(Duration.ofSeconds(5)))).isEqualTo("a");
            assertThat(tail.poll(Duration.ZERO)).isNull();
            put(0, "b");
            assertThat(Journals.value(tail.poll(Duration.ofSeconds(5)))).isEqualTo("b");
            assertThat(tail.position()).isEqualTo("2");
        }
    }

    private JournalDirectory journal() throws IOException {
        return JournalDirectory.of(Journals.options(directory), org.apache.hadoop.conf.Configuration::new);
    }

    private Log log(int receivers) throws IOException {
        return new JournalLog("s", journal(), receivers, RETENTION, 100, clock);
    }

    /** One writer for each call, so that there is a mark before each segment. */
    private void put(int receiver, String... values) throws Exception {
        try (Journal journal = Journal.open(journal(), receiver, Journals.options(directory))) {
            journal.put(Journals.events(values));
        }
    }

    private List<String> read(Range range) throws IOException {
        List<String> values = new ArrayList<>();
        SegmentFiles files = new SegmentFiles(Journals.local(directory.resolve(range.part())));
        try (RangeReader reader = new JournalReader(range, files)) {
            for (Event event = reader.next(); event != null; event = reader.next()) {
                values.add(Journals.value(event));
            }
        }
        return values;
    }

    private int segments(int receiver) throws IOException {
        return segmentFiles(receiver).size();
    }

    private List<Path> segmentFiles(int receiver) throws IOException {
        try (Stream<Path> all = Files.list(directory.resolve(Integer.toString(receiver)))) {
            return all.filter(file -> file.toString().endsWith(".segment"))
                    .sorted()
                    .toList();
        }
    }

    private void removeSegments(int first) throws IOException {
        for (Path file : segmentFiles(0).subList(0, first)) {
            Files.delete(file);
        }
    }

    /** A clock that the test moves. */
    private static final class MovedClock extends Clock {
        private Instant now = Instant.parse("2026-01-31T12:00:00Z");

        void move(Duration by) {
            now = now.plus(by);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
