package io.millrace.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.Advance;
import io.millrace.api.Backlog;
import io.millrace.api.Budget;
import io.millrace.api.ConnectorException;
import io.millrace.api.DataLossException;
import io.millrace.api.Event;
import io.millrace.api.Field;
import io.millrace.api.Header;
import io.millrace.api.Log;
import io.millrace.api.LogConnector;
import io.millrace.api.Offsets;
import io.millrace.api.Options;
import io.millrace.api.Range;
import io.millrace.api.RangeReader;
import io.millrace.api.StartFrom;
import io.millrace.api.StopAt;
import io.millrace.api.Tail;
import io.millrace.api.Tip;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.Timeout;
import org.opentest4j.TestAbortedException;

/**
 * Every rule that a {@link LogConnector} keeps. Extend it and answer the questions of {@link LogUnderTest}, of which three must
 * be answered; each rule becomes a test.
 */
@DisplayNameGeneration(RuleNames.class)
@Timeout(120)
public abstract class LogConformance implements LogUnderTest {
    private static final List<Budget> BUDGETS = List.of(Budget.ofRecords(1), Budget.ofRecords(3), Budget.UNLIMITED);

    private @Nullable Options options;

    // ---- L1: where reading starts

    /** If it fails: does {@code plan} make ranges of partitions that hold nothing? */
    @Rule("L1.1 an empty log has nothing to read")
    void emptyLog() throws Exception {
        try (LogProbe log = newLog(2)) {
            assertThat(LogProbe.values(log.readAll())).isEmpty();
        }
    }

    /** If it fails: does the earliest start skip the first event, or a range leave out the event before its end? */
    @Rule("L1.2 a start at the earliest reads everything, each partition in its order")
    void startAtEarliest() throws Exception {
        try (LogProbe log = newLog(3)) {
            write(0, 0, 5);
            write(2, 0, 3);
            assertRead(log.readAll(), values(0, 0, 5), values(2, 0, 3));
        }
    }

    /** If it fails: is the latest start taken late, when the first batch is planned? */
    @Rule("L1.3 a start at the latest reads only what comes later")
    void startAtLatest() throws Exception {
        try (LogProbe log = newLog(2)) {
            write(0, 0, 4);
            Offsets from = log.latest();
            write(0, 4, 6);
            write(1, 0, 1);
            assertRead(log.readTo(from, log.tip(), Budget.UNLIMITED), values(0, 4, 6), values(1, 0, 1));
        }
    }

    /** If it fails: is the instant itself left out, or an instant after the newest event read as the beginning? */
    @Rule("L1.4 a start at an instant begins with the first event at or after it")
    void startAtInstant() throws Exception {
        try (LogProbe log = newLog(2)) {
            Instant first = writeTimed(0, 3);
            Instant second = first.plusSeconds(1);
            Offsets from = log.start(new StartFrom.At(second));
            Offsets none = log.start(new StartFrom.At(first.plusSeconds(60)));
            Offsets each = log.start(
                    new StartFrom.AtEach(new TreeMap<>(Map.of(log.whole().partition(), second))));
            write(1, 0, 1);
            Tip tip = log.tip();
            assertRead(log.readTo(from, tip, Budget.UNLIMITED), values(0, 1, 3), values(1, 0, 1));
            assertRead(log.readTo(none, tip, Budget.UNLIMITED), values(1, 0, 1));
            assertRead(log.readTo(each, tip, Budget.UNLIMITED), values(0, 1, 3), values(1, 0, 1));
        }
    }

    /** If it fails: is a partition that the user left out read from its end, or a word taken for a position? */
    @Rule("L1.5 a start at given positions begins with the events there, elsewhere at the beginning")
    void startAtPositions() throws Exception {
        try (LogProbe log = newLog(3)) {
            write(0, 0, 4);
            Range whole = log.whole();
            write(1, 0, 2);
            String later = log.read(whole).get(2).position();
            String other = otherThan(log.readAll().keySet(), whole.partition());
            Tip tip = log.tip();
            assertRead(
                    log.readTo(exactly(log, Map.of(whole.partition(), later)), tip, Budget.UNLIMITED),
                    values(0, 2, 4),
                    values(1, 0, 2));
            Offsets words = exactly(log, Map.of(whole.partition(), "latest", other, "earliest"));
            assertRead(log.readTo(words, tip, Budget.UNLIMITED), values(1, 0, 2));
        }
    }

    /** If it fails: is a partition that is not there read as an empty one? */
    @Rule("L1.6 a start that names a partition that is not there is refused")
    void startAtUnknownPartition() throws Exception {
        try (LogProbe log = newLog(1)) {
            write(0, 0, 1);
            Range whole = log.whole();
            exactly(log, Map.of(whole.partition(), whole.start()));
            String unknown = whole.partition().replaceFirst("[^/]*$", "77");
            ConnectorException refusal = Thrown.refused(() ->
                    log.log().start(new StartFrom.Exactly(Offsets.of(Map.of(unknown, whole.start())))));
            assertThat(refusal.getMessage()).as("the refusal").contains(unknown);
        }
    }

    /** If it fails: is a log that is not there read as an empty one? */
    @Rule("L1.7 a log that is not there is refused by its name")
    void missingLog() throws Exception {
        Map.Entry<String, Map<String, String>> missing = missing();
        LogConnector connector = connector();
        ConnectorException refusal = Thrown.refused(() -> {
            try (Log log = connector.open(connector.options().read(missing.getValue()))) {
                log.start(new StartFrom.Earliest());
            }
        });
        assertThat(refusal.getMessage()).as("the refusal").contains(missing.getKey());
    }

    // ---- L2: how a batch is planned

    /** If it fails: does {@code advance} ask where the log ends now, instead of the tip? */
    @Rule("L2.1 a batch never goes past the tip")
    void neverPastTheTip() throws Exception {
        for (Budget budget : BUDGETS) {
            try (LogProbe log = newLog(1)) {
                write(0, 0, 2);
                Offsets from = log.earliest();
                Tip tip = log.tip();
                write(0, 2, 9);
                Offsets to = log.advance(from, tip, budget);
                assertThat(values(0, 0, 2)).as("up to the tip").containsAll(valuesOf(log.read(from, to)));
            }
        }
    }

    /** If it fails: does {@code advance} answer only the partitions that move? */
    @Rule("L2.2 a batch forgets no partition")
    void forgetsNoPartition() throws Exception {
        try (LogProbe log = newLog(3)) {
            write(0, 0, 1);
            write(1, 0, 4);
            Offsets from = log.advance(log.earliest(), log.tip(), Budget.UNLIMITED);
            write(1, 4, 8);
            Advance advance = log.log().advance(from, log.tip(), Budget.ofRecords(2));
            assertThat(advance.end().positions().keySet())
                    .as("partitions of the new offsets, besides the finished %s", advance.finished())
                    .containsAll(from.positions().keySet());
        }
    }

    /** If it fails: is a share of a small budget rounded down to nothing, or are events read when the tip is reached? */
    @Rule("L2.3 under one tip every batch moves until the tip is reached, and then none does")
    void reachesTheTip() throws Exception {
        for (Budget budget : BUDGETS) {
            try (LogProbe log = newLog(3)) {
                write(0, 0, 11);
                write(1, 0, 1);
                Offsets from = log.earliest();
                Tip tip = log.tip();
                assertRead(log.readTo(from, tip, budget), values(0, 0, 11), values(1, 0, 1));
                List<Offsets> batches = log.batches(from, tip, budget);
                Offsets reached = batches.get(batches.size() - 1);
                write(0, 11, 12);
                assertThat(log.advance(reached, tip, budget))
                        .as("when the tip is reached")
                        .isEqualTo(reached);
            }
        }
    }

    /** If it fails: does a small budget stop at a partition that is read, or skip what is left of a share? */
    @Rule("L2.4 the batches up to a tip read what was there when it was taken, while the log grows")
    void readsWhatWasThere() throws Exception {
        for (Budget budget : BUDGETS) {
            try (LogProbe log = newLog(2)) {
                write(0, 0, 7);
                write(1, 0, 2);
                Tip tip = log.tip();
                SortedMap<String, List<Seen>> read = new TreeMap<>();
                Offsets at = log.earliest();
                for (int i = 0; i < 30; i++) {
                    Offsets next = log.advance(at, tip, budget);
                    log.read(at, next)
                            .forEach((partition, events) -> read.computeIfAbsent(partition, p -> new ArrayList<>())
                                    .addAll(events));
                    at = next;
                    write(0, 7 + i, 8 + i);
                    write(1, 2 + i, 3 + i);
                }
                assertRead(read, values(0, 0, 7), values(1, 0, 2));
            }
        }
    }

    /** If it fails: is the budget taken for each partition instead of for all? */
    @Rule("L2.5 a batch exceeds its budget by no more than one event for each partition")
    void keepsTheBudget() throws Exception {
        try (LogProbe log = newLog(3)) {
            write(0, 0, 40);
            write(1, 0, 20);
            write(2, 0, 1);
            Tip tip = log.tip();
            counted(log.log().behind(log.earliest(), tip));
            for (int budget : List.of(1, 6, 30)) {
                List<Offsets> batches = log.batches(log.earliest(), tip, Budget.ofRecords(budget));
                for (int i = 1; i < batches.size(); i++) {
                    assertThat(valuesOf(log.read(batches.get(i - 1), batches.get(i))))
                            .as("a batch of at most %s", budget)
                            .hasSizeLessThanOrEqualTo(budget + 3);
                }
            }
        }
    }

    /** If it fails: does a new partition enter at its end, or is it seen only when a query starts? */
    @Rule("L2.6 a partition that appears is read from its beginning")
    void newPartition() throws Exception {
        for (Budget budget : BUDGETS) {
            try (LogProbe log = newLog(1)) {
                write(0, 0, 3);
                Tip before = log.tip();
                Offsets from = log.advance(log.earliest(), before, Budget.UNLIMITED);
                addPartition(options());
                write(1, 0, 5);
                assertThat(log.readTo(from, before, budget))
                        .as("under the tip before")
                        .isEmpty();
                assertRead(log.readTo(from, log.tip(), budget), values(1, 0, 5));
            }
        }
    }

    /** If it fails: does the range of a new partition start at a position that was there once? */
    @Rule("L2.7 a partition that appears is read from what is left of it")
    void newPartitionWithoutItsOldest() throws Exception {
        try (LogProbe log = newLog(1)) {
            write(0, 0, 1);
            Offsets from = log.advance(log.earliest(), log.tip(), Budget.UNLIMITED);
            addPartition(options());
            write(1, 0, 5);
            dropOldest(options(), 1, 2);
            for (Budget budget : BUDGETS) {
                assertRead(log.readTo(from, log.tip(), budget), values(1, 2, 5));
            }
        }
    }

    /** If it fails: is the rest of a closed partition dropped, or does it stay for ever, or come back as a new one? */
    @Rule("L2.8 a closed partition is read to its end and leaves; what goes on for it is read")
    void closedPartition() throws Exception {
        for (Budget budget : BUDGETS) {
            try (LogProbe log = newLog(2)) {
                write(0, 0, 5);
                Offsets from = log.earliest();
                String closed = log.whole().partition();
                replacePartition(options(), 0);
                write(2, 0, 4);
                Tip tip = log.tip();
                assertRead(log.readTo(from, tip, budget), values(0, 0, 5), values(2, 0, 4));
                List<Offsets> batches = log.batches(from, tip, budget);
                Offsets reached = batches.get(batches.size() - 1);
                assertThat(reached.positions()).as("after its end").doesNotContainKey(closed);
                assertFinished(batches, closed);
                write(2, 4, 5);
                assertRead(log.readTo(reached, log.tip(), budget), values(2, 4, 5));
            }
        }
    }

    /** If it fails: does discovery also look where the known partitions end? */
    @Rule("L2.9 discovery moves nothing and brings new partitions at their beginning")
    void discovery() throws Exception {
        try (LogProbe log = newLog(2)) {
            write(0, 0, 5);
            Offsets from = log.advance(log.earliest(), log.tip(), Budget.ofRecords(2));
            write(0, 5, 7);
            assertThat(log.log().discover(from).end()).as("with nothing new").isEqualTo(from);
            addPartition(options());
            write(2, 0, 3);
            Advance discovered = log.log().discover(from);
            assertThat(discovered.end().positions())
                    .containsAllEntriesOf(from.positions())
                    .hasSize(3);
            assertRead(
                    log.readTo(discovered.end(), log.tip(), Budget.UNLIMITED),
                    values(0, valuesOf(log.read(log.earliest(), from)).size(), 7),
                    values(2, 0, 3));
        }
    }

    /** If it fails: does {@code plan} look into the log? After a failure the same batch is planned again. */
    @Rule("L2.10 the ranges of a batch depend on its offsets alone")
    void planIsPure() throws Exception {
        try (LogProbe log = newLog(2)) {
            write(0, 0, 6);
            write(1, 0, 1);
            Offsets from = log.earliest();
            Offsets to = log.advance(from, log.tip(), Budget.ofRecords(4));
            List<Range> planned = log.log().plan(from, to);
            write(0, 6, 9);
            write(1, 1, 9);
            assertThat(log.log().plan(from, to)).as("when the log has grown").isEqualTo(planned);
            try (LogProbe another = reopen()) {
                assertThat(another.log().plan(from, to)).as("by another object").isEqualTo(planned);
            }
        }
    }

    /** If it fails: do partitions that did not move get a range? */
    @Rule("L2.11 no range is empty")
    void noEmptyRange() throws Exception {
        try (LogProbe log = newLog(3)) {
            write(0, 0, 2);
            Offsets first = log.advance(log.earliest(), log.tip(), Budget.UNLIMITED);
            write(1, 0, 2);
            Offsets second = log.advance(first, log.tip(), Budget.UNLIMITED);
            assertThat(log.log().plan(second, second))
                    .as("between equal offsets")
                    .isEmpty();
            for (Range range : log.log().plan(first, second)) {
                assertThat(log.read(range)).as("what %s holds", range).isNotEmpty();
            }
        }
    }

    /** If it fails: is a batch that waits in a new partition left out, or what was read counted? */
    @Rule("L2.12 what is told to wait is what a batch then reads")
    void backlog() throws Exception {
        try (LogProbe log = newLog(3)) {
            write(0, 0, 9);
            write(1, 0, 4);
            Offsets from = log.advance(log.earliest(), log.tip(), Budget.ofRecords(5));
            write(1, 4, 6);
            Tip tip = log.tip();
            Map<String, Long> waiting = counted(log.log().behind(from, tip));
            Map<String, Long> read = new TreeMap<>();
            log.readTo(from, tip, Budget.UNLIMITED)
                    .forEach((partition, events) -> read.put(partition, (long) events.size()));
            waiting.values().removeIf(count -> count == 0);
            assertThat(waiting).isEqualTo(read);
        }
    }

    /** If it fails: is the stop inclusive, or are partitions that the user left out not read? */
    @Rule("L2.13 a stop at given positions reads up to there, elsewhere to the end")
    void stopAtPositions() throws Exception {
        try (LogProbe log = newLog(2)) {
            write(0, 0, 4);
            Range whole = log.whole();
            write(1, 0, 2);
            String later = log.read(whole).get(3).position();
            String other = otherThan(log.readAll().keySet(), whole.partition());
            Tip tip = log.tip(new StopAt.Exactly(Offsets.of(Map.of(whole.partition(), later))));
            Tip words = log.tip(new StopAt.Exactly(Offsets.of(Map.of(other, "latest"))));
            assertRead(log.readTo(log.earliest(), tip, Budget.ofRecords(1)), values(0, 0, 3), values(1, 0, 2));
            assertRead(log.readTo(log.earliest(), words, Budget.UNLIMITED), values(0, 0, 4), values(1, 0, 2));
        }
    }

    /** If it fails: is the event at the instant read too, or nothing when the instant is yet to come? */
    @Rule("L2.14 a stop at an instant reads what is before it")
    void stopAtInstant() throws Exception {
        try (LogProbe log = newLog(1)) {
            Instant first = writeTimed(0, 3);
            Offsets from = log.earliest();
            Tip third = log.tip(new StopAt.At(first.plusSeconds(2)));
            Tip future = log.tip(new StopAt.At(first.plusSeconds(60)));
            String partition = log.whole().partition();
            Tip each = log.tip(new StopAt.AtEach(new TreeMap<>(Map.of(partition, first.plusSeconds(1)))));
            assertRead(log.readTo(from, third, Budget.UNLIMITED), values(0, 0, 2));
            assertRead(log.readTo(from, future, Budget.UNLIMITED), values(0, 0, 3));
            assertRead(log.readTo(from, each, Budget.UNLIMITED), values(0, 0, 1));
        }
    }

    /** If it fails: does planning remember what it answered, beside the offsets? A restarted driver does not. */
    @Rule("L2.15 planning goes on from saved offsets after a restart")
    void restart() throws Exception {
        Offsets saved;
        try (LogProbe log = newLog(2)) {
            write(0, 0, 6);
            write(1, 0, 2);
            saved = log.advance(log.earliest(), log.tip(), Budget.ofRecords(4));
        }
        try (LogProbe log = reopen()) {
            SortedMap<String, List<Seen>> read = log.read(log.earliest(), saved);
            log.readTo(saved, log.tip(), Budget.ofRecords(1))
                    .forEach((partition, events) -> read.computeIfAbsent(partition, p -> new ArrayList<>())
                            .addAll(events));
            assertRead(read, values(0, 0, 6), values(1, 0, 2));
        }
    }

    /** If it fails: is what was told to be processed used as the start of the next batch? */
    @Rule("L2.16 telling what was processed may be repeated and left out, and changes no reading")
    void committed() throws Exception {
        try (LogProbe log = newLog(1)) {
            write(0, 0, 6);
            Offsets from = log.earliest();
            Offsets middle = log.advance(from, log.tip(), Budget.ofRecords(3));
            Offsets end = log.advance(from, log.tip(), Budget.UNLIMITED);
            log.log().committed(end);
            log.log().committed(middle);
            log.log().committed(middle);
            assertThat(log.earliest()).isEqualTo(from);
            assertRead(log.readTo(from, log.tip(), Budget.ofRecords(2)), values(0, 0, 6));
        }
    }

    // ---- L3: how a range is read

    /** If it fails: does reading take events away, or renumber them? */
    @Rule("L3.1 a range read twice gives equal events")
    void readTwice() throws Exception {
        try (LogProbe log = newLog(1)) {
            write(0, 0, 7);
            Range range = log.whole();
            assertThat(log.read(range)).isEqualTo(log.read(range));
        }
    }

    /** If it fails: does a reader stop where the log ends, instead of where its range does? */
    @Rule("L3.2 a range does not grow when the log does")
    void rangeDoesNotGrow() throws Exception {
        try (LogProbe log = newLog(1)) {
            write(0, 0, 7);
            Range range = log.whole();
            List<Seen> before = log.read(range);
            write(0, 7, 20);
            assertThat(log.read(range)).isEqualTo(before);
        }
    }

    /** If it fails: do readers share a client, a file or a buffer with a place of its own? */
    @Rule("L3.3 two readers of one range do not disturb each other")
    void twoReaders() throws Exception {
        try (LogProbe log = newLog(1)) {
            write(0, 0, 9);
            Range range = log.whole();
            List<Seen> expected = log.read(range);
            try (RangeReader one = log.open(range, LogProbe.ALL)) {
                List<Seen> seen = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    seen.add(seen(one));
                }
                try (RangeReader other = log.open(range, LogProbe.ALL)) {
                    seen.add(seen(one));
                    assertThat(LogProbe.rest(other)).isEqualTo(expected);
                }
                seen.addAll(LogProbe.rest(one));
                assertThat(seen).isEqualTo(expected);
            }
        }
    }

    /** If it fails: does a reader begin at the start of a block or fetch, not at its range's, or leave out the last event? */
    @Rule("L3.4 any cut of a range reads as the whole")
    void cut() throws Exception {
        try (LogProbe log = newLog(1)) {
            write(0, 0, 6);
            Range range = log.whole();
            List<Seen> whole = log.read(range);
            for (int i = 1; i < whole.size(); i++) {
                String place = whole.get(i).position();
                List<Seen> parts = new ArrayList<>(log.read(new Range(range.partition(), range.start(), place)));
                assertThat(parts).as("events before the cut at %s", place).hasSize(i);
                parts.addAll(log.read(new Range(range.partition(), place, range.end())));
                assertThat(parts).as("cut at %s", place).isEqualTo(whole);
            }
        }
    }

    /** If it fails: is the position that of the last event, instead of the next to read? */
    @Rule("L3.5 a reader opened where another one stands goes on there")
    void reopenedAtPosition() throws Exception {
        try (LogProbe log = newLog(1)) {
            write(0, 0, 5);
            Range range = log.whole();
            List<Seen> whole = log.read(range);
            try (RangeReader reader = log.open(range, LogProbe.ALL)) {
                for (int i = 0; i <= whole.size(); i++) {
                    Range rest = new Range(range.partition(), reader.position(), range.end());
                    assertThat(log.read(rest))
                            .as("after %s events, at %s", i, reader.position())
                            .isEqualTo(whole.subList(i, whole.size()));
                    reader.next();
                }
            }
        }
    }

    /** If it fails: does an event carry the position after it, or that of its batch? */
    @Rule("L3.6 the position of an event begins a range with it")
    void positionOfEvent() throws Exception {
        try (LogProbe log = newLog(1)) {
            write(0, 0, 5);
            Range range = log.whole();
            List<Seen> whole = log.read(range);
            for (Seen event : whole) {
                try (RangeReader reader =
                        log.open(new Range(range.partition(), event.position(), range.end()), LogProbe.ALL)) {
                    assertThat(seen(reader)).isEqualTo(event);
                }
            }
        }
    }

    /** If it fails: does asking beyond the end throw, or begin anew, or go on with what was appended since? */
    @Rule("L3.7 after the end a reader answers null for ever")
    void afterTheEnd() throws Exception {
        try (LogProbe log = newLog(1)) {
            write(0, 0, 2);
            try (RangeReader reader = log.open(log.whole(), LogProbe.ALL)) {
                LogProbe.rest(reader);
                write(0, 2, 4);
                for (int i = 0; i < 3; i++) {
                    assertThat(reader.next()).as("after the end").isNull();
                }
            }
        }
    }

    /** If it fails: does closing wait for the end, or fail when there is nothing left to close? */
    @Rule("L3.8 a reader may be closed before its end, and twice")
    void closedEarly() throws Exception {
        try (LogProbe log = newLog(1)) {
            write(0, 0, 3);
            Range range = log.whole();
            RangeReader reader = log.open(range, LogProbe.ALL);
            reader.next();
            reader.close();
            reader.close();
            log.open(range, LogProbe.ALL).close();
            assertThat(LogProbe.values(log.read(range))).isEqualTo(values(0, 0, 3));
        }
    }

    /** If it fails: does reading need what {@code open} left in the connector? Ranges are read in other processes. */
    @Rule("L3.9 a range is read by a connector that has planned nothing")
    void readElsewhere() throws Exception {
        Range range;
        try (LogProbe log = newLog(1)) {
            write(0, 0, 3);
            range = log.whole();
        }
        LogConnector elsewhere = connector();
        Options sent = elsewhere.options().read(options().asMap());
        try (RangeReader reader = elsewhere.read(range, LogProbe.ALL, sent)) {
            assertThat(LogProbe.values(LogProbe.rest(reader))).isEqualTo(values(0, 0, 3));
        }
    }

    // ---- L4: what an event holds

    /** If it fails: does building one field need another one? Each set of fields is tried. */
    @Rule("L4.1 the fields asked for are right, whichever others are asked for")
    void everySetOfFields() throws Exception {
        try (LogProbe log = newLog(1)) {
            Event full = event("a key", "a value", new Header("h", bytes("1")));
            try {
                appendExactly(options(), 0, List.of(full, full));
            } catch (TestAbortedException e) {
                write(0, 0, 2);
            }
            Range range = log.whole();
            List<Seen> whole = log.read(range);
            for (Set<Field> asked : everySet()) {
                try (RangeReader reader = log.open(range, asked)) {
                    for (Seen expected : whole) {
                        assertFields(reader.next(), expected, asked);
                    }
                    assertThat(reader.next())
                            .as("at the end, asked for %s", asked)
                            .isNull();
                }
            }
        }
    }

    /** If it fails: is a missing key read as an empty one, or the other way round? */
    @Rule("L4.2 no key and an empty key are told apart")
    void keys() throws Exception {
        assertArrive(event("k", "1"), event(null, "2"), event("", "3"));
    }

    /** If it fails: is a tombstone read as an empty value, or skipped? */
    @Rule("L4.3 no value and an empty value are told apart, and neither is skipped")
    void nullValues() throws Exception {
        assertArrive(event("1", "v"), event("2", null), event("3", ""), event("4", "w"));
    }

    /** If it fails: are headers kept in a map? */
    @Rule("L4.4 headers keep their order and their repeated names")
    void headers() throws Exception {
        assertArrive(event(
                "k",
                "v",
                new Header("b", bytes("1")),
                new Header("a", bytes("2")),
                new Header("b", bytes("")),
                new Header("a", bytes("1"))));
    }

    /** If it fails: does a text encoding stand between the system and the event? */
    @Rule("L4.5 a value may hold any bytes")
    void anyBytes() throws Exception {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        assertArrive(Event.of(bytes("k"), all, List.of(), now(), ""));
    }

    /** If it fails: is there a buffer or a fetch size that a large event does not fit in? */
    @Rule("L4.6 a large value arrives whole, among small ones")
    void largeValue() throws Exception {
        try (LogProbe log = newLog(1)) {
            List<String> values = List.of("before", "x".repeat(large()), "after");
            append(options(), 0, values);
            List<@Nullable String> read = LogProbe.values(log.read(log.whole()));
            assertThat(read.stream().map(value -> value == null ? -1 : value.length()))
                    .as("lengths")
                    .containsExactly(6, large(), 5);
            assertThat(read.equals(values)).as("contents").isTrue();
        }
    }

    /** If it fails: are microseconds mistaken for milliseconds, or is the time that of the read? */
    @Rule("L4.7 an event keeps the time it was given")
    void times() throws Exception {
        try (LogProbe log = newLog(1)) {
            Instant first = writeTimed(0, 2);
            List<Seen> read = log.read(log.whole());
            assertThat(read.get(0).timestampMicros()).isEqualTo(micros(first));
            assertThat(read.get(1).timestampMicros()).isEqualTo(micros(first.plusSeconds(1)));
        }
    }

    /** If it fails: do events share a buffer or an object that the next one overwrites? */
    @Rule("L4.8 an event may be kept while its reader goes on and is closed")
    void keptEvents() throws Exception {
        try (LogProbe log = newLog(1)) {
            write(0, 0, 5);
            List<Event> kept = new ArrayList<>();
            try (RangeReader reader = log.open(log.whole(), LogProbe.ALL)) {
                for (Event event = reader.next(); event != null; event = reader.next()) {
                    kept.add(event);
                    assertThat(kept).hasSizeLessThan(9);
                }
            }
            assertThat(kept.stream().map(event -> Seen.text(event.value())).toList())
                    .isEqualTo(values(0, 0, 5));
        }
    }

    // ---- L5: what is gone

    /** If it fails: does reading begin quietly at what is left? */
    @Rule("L5.1 planning tells that the oldest events are gone, and where reading can go on")
    void droppedBeforePlanning() throws Exception {
        try (LogProbe log = newLog(2)) {
            write(0, 0, 6);
            write(1, 0, 2);
            Offsets from = log.earliest();
            dropOldest(options(), 0, 4);
            Tip tip = log.tip();
            DataLossException loss = Thrown.lost(() -> log.advance(from, tip, Budget.UNLIMITED));
            assertRead(log.readTo(loss.resumeFrom(), tip, Budget.UNLIMITED), values(0, 4, 6), values(1, 0, 2));
        }
    }

    /** If it fails: does a client set itself back to the beginning, or does a range that is gone read as empty? */
    @Rule("L5.2 a reader tells that events of its range are gone, and where reading can go on")
    void droppedBeforeReading() throws Exception {
        try (LogProbe log = newLog(1)) {
            write(0, 0, 6);
            Range range = log.whole();
            String third = log.read(range).get(2).position();
            dropOldest(options(), 0, 4);
            DataLossException loss = Thrown.lost(() -> log.read(new Range(range.partition(), third, range.end())));
            String resume = loss.resumeFrom().position(range.partition());
            assertThat(LogProbe.values(log.read(new Range(range.partition(), resume, range.end()))))
                    .as("from %s on", resume)
                    .isEqualTo(values(0, 4, 6));
        }
    }

    /** If it fails: does a log that is gone look like one where nothing new came? */
    @Rule("L5.3 planning tells that the log is gone")
    void deleted() throws Exception {
        try (LogProbe log = newLog(1)) {
            write(0, 0, 3);
            Offsets from = log.advance(log.earliest(), log.tip(), Budget.UNLIMITED);
            delete(options());
            Thrown.lost(() -> log.advance(from, log.tip(), Budget.UNLIMITED));
        }
    }

    /** If it fails: is there an identity of the log in its offsets? */
    @Rule("L5.4 planning tells that the log was made anew, even when it holds more events than before")
    void recreated() throws Exception {
        try (LogProbe log = newLog(1)) {
            write(0, 0, 3);
            Offsets from = log.advance(log.earliest(), log.tip(), Budget.UNLIMITED);
            recreate(options());
            write(0, 10, 17);
            DataLossException loss = Thrown.lost(() -> log.advance(from, log.tip(), Budget.UNLIMITED));
            assertRead(log.readTo(loss.resumeFrom(), log.tip(), Budget.UNLIMITED), values(0, 10, 17));
        }
    }

    // ---- L6: how a log is followed

    /** If it fails: are there two ways in which events are made? */
    @Rule("L6.1 a tail gives the events and positions that a range reader gives")
    void tailLikeReader() throws Exception {
        try (LogProbe log = newLog(1)) {
            write(0, 0, 5);
            Range range = log.whole();
            List<Seen> expected = log.read(range);
            try (Tail tail = log.tail(range.partition(), range.start())) {
                assertThat(polled(tail, 5)).isEqualTo(expected);
            }
            try (Tail tail = log.tail(range.partition(), "")) {
                assertThat(polled(tail, 5)).as("from the beginning").isEqualTo(expected);
            }
        }
    }

    /** If it fails: does a tail look only at what was there when it was opened? */
    @Rule("L6.2 a tail gives events as they come")
    void tailFollows() throws Exception {
        try (LogProbe log = newLog(1)) {
            write(0, 0, 1);
            String partition = log.whole().partition();
            try (Tail tail = log.tail(partition, log.latest().position(partition))) {
                assertThat(tail.poll(Duration.ZERO)).as("before anything came").isNull();
                write(0, 1, 2);
                assertThat(LogProbe.values(polled(tail, 1))).isEqualTo(values(0, 1, 2));
                write(0, 2, 4);
                assertThat(LogProbe.values(polled(tail, 2))).isEqualTo(values(0, 2, 4));
            }
        }
    }

    /** If it fails: does a time-out come as an exception, or not at all? */
    @Rule("L6.3 a tail to which nothing comes answers null in time")
    void tailTimesOut() throws Exception {
        try (LogProbe log = newLog(1)) {
            write(0, 0, 1);
            String partition = log.whole().partition();
            try (Tail tail = log.tail(partition, log.latest().position(partition))) {
                long begin = System.nanoTime();
                assertThat(tail.poll(Duration.ofMillis(50))).isNull();
                assertThat(tail.poll(Duration.ZERO)).isNull();
                assertThat(Duration.ofNanos(System.nanoTime() - begin))
                        .as("waited")
                        .isLessThan(Duration.ofSeconds(10));
                assertThat(tail.ended()).as("whether it ended").isFalse();
            }
        }
    }

    /** If it fails: is the position that of the last event, or ahead by what is buffered? */
    @Rule("L6.4 a tail opened where another one stands goes on there")
    void tailReopened() throws Exception {
        try (LogProbe log = newLog(1)) {
            write(0, 0, 4);
            Range range = log.whole();
            List<Seen> whole = log.read(range);
            try (Tail tail = log.tail(range.partition(), range.start())) {
                for (int i = 0; i < whole.size(); i++) {
                    try (Tail other = log.tail(range.partition(), tail.position())) {
                        assertThat(polled(other, 1))
                                .as("after %s events, at %s", i, tail.position())
                                .containsExactly(whole.get(i));
                    }
                    polled(tail, 1);
                }
                assertThat(log.latest().position(range.partition()))
                        .as("at the end")
                        .isEqualTo(tail.position());
            }
        }
    }

    /** If it fails: does a client set itself back to the beginning, or to the end? */
    @Rule("L6.5 a tail tells that events at its start are gone")
    void tailAfterDrop() throws Exception {
        try (LogProbe log = newLog(1)) {
            write(0, 0, 6);
            Range range = log.whole();
            String third = log.read(range).get(2).position();
            log.tail(range.partition(), third).close();
            dropOldest(options(), 0, 4);
            Thrown.lost(() -> {
                try (Tail tail = log.tail(range.partition(), third)) {
                    polled(tail, 1);
                }
            });
        }
    }

    /** If it fails: does a closed partition look like one to which nothing comes? */
    @Rule("L6.6 a tail of a closed partition ends after its last event")
    void tailOfClosed() throws Exception {
        try (LogProbe log = newLog(1)) {
            write(0, 0, 3);
            Range range = log.whole();
            try (Tail tail = log.tail(range.partition(), range.start())) {
                polled(tail, 2);
                replacePartition(options(), 0);
                assertThat(tail.ended()).as("before its last event").isFalse();
                assertThat(LogProbe.values(polled(tail, 1))).isEqualTo(values(0, 2, 3));
                assertThat(tail.poll(Duration.ofMillis(50))).isNull();
                // Not every tail knows at once that there is no more: a log that pushes tells it in a message of its
                // own.
                assertThat(polled(tail, 1)).as("after its last event").isEmpty();
                assertThat(tail.ended()).as("after its last event").isTrue();
            }
        }
    }

    // ---- the words of the rules

    private LogProbe newLog(int partitions) throws Exception {
        LogConnector connector = connector();
        options = connector.options().read(create(partitions));
        return new LogProbe(connector, options);
    }

    private LogProbe reopen() throws IOException {
        return new LogProbe(connector(), options());
    }

    private Options options() {
        if (options == null) {
            throw new IllegalStateException("No log yet");
        }
        return options;
    }

    private void write(int partition, int from, int to) throws Exception {
        append(options(), partition, values(partition, from, to));
    }

    /** Appends events of the usual values, one second after another, and answers the time of the first. */
    private Instant writeTimed(int partition, int count) throws Exception {
        Instant first =
                Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(3600).plusMillis(123);
        appendExactly(
                options(),
                partition,
                IntStream.range(0, count)
                        .mapToObj(i -> Event.of(
                                bytes("k"),
                                bytes(values(partition, i, i + 1).get(0)),
                                List.of(),
                                micros(first.plusSeconds(i)),
                                ""))
                        .toList());
        return first;
    }

    private static List<String> values(int partition, int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> "p" + partition + "-" + i)
                .toList();
    }

    private static List<@Nullable String> valuesOf(SortedMap<String, List<Seen>> read) {
        return LogProbe.values(read.values().stream().flatMap(List::stream).toList());
    }

    private static void assertRead(SortedMap<String, List<Seen>> read, List<?>... expected) {
        assertThat(new ArrayList<Object>(LogProbe.values(read)))
                .as("what was read of each partition, %s", read.keySet())
                .containsExactlyInAnyOrder((Object[]) expected);
    }

    private static void assertFinished(List<Offsets> batches, String partition) {
        List<Offsets> with = batches.stream()
                .filter(offsets -> offsets.positions().containsKey(partition))
                .toList();
        assertThat(with).as("batches before %s left", partition).hasSizeGreaterThan(1);
    }

    private void assertArrive(Event... events) throws Exception {
        try (LogProbe log = newLog(1)) {
            appendExactly(options(), 0, Arrays.asList(events));
            List<Seen> read = log.read(log.whole());
            assertThat(read).hasSize(events.length);
            for (int i = 0; i < events.length; i++) {
                Seen expected = Seen.of(events[i]);
                assertThat(read.get(i).key()).as("key").isEqualTo(expected.key());
                assertThat(read.get(i).value()).as("value").isEqualTo(expected.value());
                assertThat(read.get(i).headers()).as("headers").isEqualTo(expected.headers());
            }
        }
    }

    private static void assertFields(@Nullable Event event, Seen expected, Set<Field> asked) {
        assertThat(event).as("the event, asked for %s", asked).isNotNull();
        if (asked.contains(Field.KEY)) {
            assertThat(Seen.text(event.key())).as("key, asked for %s", asked).isEqualTo(expected.key());
        }
        if (asked.contains(Field.VALUE)) {
            assertThat(Seen.text(event.value()))
                    .as("value, asked for %s", asked)
                    .isEqualTo(expected.value());
        }
        if (asked.contains(Field.HEADERS)) {
            assertThat(Seen.of(event).headers())
                    .as("headers, asked for %s", asked)
                    .isEqualTo(expected.headers());
        }
        if (asked.contains(Field.TIMESTAMP)) {
            assertThat(event.timestampMicros()).as("time, asked for %s", asked).isEqualTo(expected.timestampMicros());
        }
        if (asked.contains(Field.POSITION)) {
            assertThat(event.position()).as("position, asked for %s", asked).isEqualTo(expected.position());
        }
    }

    private static List<Set<Field>> everySet() {
        List<Set<Field>> sets = new ArrayList<>(List.of(EnumSet.noneOf(Field.class)));
        for (Field field : Field.values()) {
            for (Set<Field> without : List.copyOf(sets)) {
                Set<Field> with = EnumSet.of(field);
                with.addAll(without);
                sets.add(with);
            }
        }
        return sets;
    }

    private static Seen seen(RangeReader reader) throws IOException {
        Event event = reader.next();
        assertThat(event).as("the next event").isNotNull();
        return Seen.of(event);
    }

    private List<Seen> polled(Tail tail, int count) throws IOException {
        List<Seen> events = new ArrayList<>();
        long deadline = System.nanoTime() + patience().toNanos();
        while (events.size() < count && System.nanoTime() < deadline && !tail.ended()) {
            Event event = tail.poll(Duration.ofMillis(100));
            if (event != null) {
                events.add(Seen.of(event));
            }
        }
        return events;
    }

    private static Offsets exactly(LogProbe log, Map<String, String> positions) throws IOException {
        return log.start(new StartFrom.Exactly(Offsets.of(positions)));
    }

    private static String otherThan(Set<String> partitions, String one) {
        return partitions.stream()
                .filter(partition -> !partition.equals(one))
                .findFirst()
                .orElseThrow(() -> new AssertionError("Only one partition was read: " + partitions));
    }

    private static Map<String, Long> counted(Map<String, Backlog> behind) {
        Map<String, Long> counted = new TreeMap<>();
        behind.forEach((partition, backlog) -> backlog.records().ifPresent(records -> counted.put(partition, records)));
        if (counted.isEmpty()) {
            throw Cannot.show("the log does not count what waits");
        }
        return counted;
    }

    private static Event event(@Nullable String key, @Nullable String value, Header... headers) {
        return Event.of(
                key == null ? null : bytes(key), value == null ? null : bytes(value), List.of(headers), now(), "");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    private static long now() {
        return micros(Instant.now().truncatedTo(ChronoUnit.MILLIS));
    }

    private static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }
}
