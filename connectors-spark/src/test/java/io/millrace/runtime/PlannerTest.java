package io.millrace.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.Advance;
import io.millrace.api.Budget;
import io.millrace.api.ConnectorException;
import io.millrace.api.DenseOffsets;
import io.millrace.api.Field;
import io.millrace.api.Log;
import io.millrace.api.LogConnector;
import io.millrace.api.Offsets;
import io.millrace.api.OptionSet;
import io.millrace.api.Options;
import io.millrace.api.Range;
import io.millrace.api.RangeReader;
import io.millrace.api.StartFrom;
import io.millrace.api.StopAt;
import io.millrace.api.Tip;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The fence, the policy on data loss and the checks on what a log answers. */
class PlannerTest {
    private final Map<String, String> ends = new TreeMap<>(Map.of("n/0", "10", "n/1", "4"));
    private final Map<String, String> identities = new TreeMap<>(Map.of("n", "first"));
    private final ReadMetrics metrics = new ReadMetrics();
    private boolean forgetful;

    @Test
    void underAFenceTheTipStaysWhereItWasAtTheFirstPlanning() {
        Planner planner = planner("fail");
        planner.fence();
        ends.put("n/0", "12");
        Offsets first = planner.next(offsets(Map.of()), Budget.ofRecords(5));
        ends.put("n/0", "100");
        Offsets second = planner.next(first, Budget.UNLIMITED);
        assertThat(second.positions()).containsEntry("n/0", "12").containsEntry("n/1", "4");
        assertThat(planner.next(second, Budget.UNLIMITED)).isEqualTo(second);
    }

    @Test
    void aStreamCreatedAnewIsDataLossEvenWhenItIsLonger() {
        Offsets saved = offsets(Map.of("n/0", "5", "n/1", "4"));
        identities.put("n", "second");
        assertThatThrownBy(() -> planner("fail").next(saved, Budget.UNLIMITED))
                .isInstanceOf(ConnectorException.class)
                .hasMessageContaining("deleted and created again")
                .hasMessageContaining("'onDataLoss' to 'warn'");
    }

    @Test
    void withWarnReadingGoesOnAtTheBeginningOfTheNewStream() {
        Offsets saved = offsets(Map.of("n/0", "5", "n/1", "4"));
        identities.put("n", "second");
        Planner planner = planner("warn");
        Offsets end = planner.next(saved, Budget.UNLIMITED);
        assertThat(planner.plan(saved, end)).containsExactly(new Range("n/0", "", "10"), new Range("n/1", "", "4"));
        assertThat(metrics.losses().sum()).isEqualTo(1);
    }

    @Test
    void aBatchOfAnEarlierRunIsNotReadFromAnotherStream() {
        Offsets from = offsets(Map.of("n/0", "5", "n/1", "4"));
        Offsets to = offsets(Map.of("n/0", "8", "n/1", "4"));
        assertThat(planner("fail").replan(from, to)).containsExactly(new Range("n/0", "5", "8"));
        identities.put("n", "second");
        assertThatThrownBy(() -> planner("fail").replan(from, to)).hasMessageContaining("Data loss");
        assertThat(planner("warn").replan(from, to)).isEmpty();
    }

    @Test
    void aPartitionThatALogForgetsIsABug() {
        forgetful = true;
        assertThatThrownBy(() -> planner("fail").next(offsets(Map.of("n/0", "5", "n/1", "4")), Budget.UNLIMITED))
                .isInstanceOfSatisfying(
                        ConnectorException.class, e -> assertThat(e.kind()).isEqualTo(ConnectorException.Kind.BUG))
                .hasMessageContaining("lost partition 'n/1'");
    }

    @Test
    void aBoundedReadAdvancesUntilTheTip() {
        assertThat(planner("fail").bounded(new StartFrom.Earliest(), new StopAt.Now()))
                .containsExactly(new Range("n/0", "", "10"), new Range("n/1", "", "4"));
    }

    private Offsets offsets(Map<String, String> positions) {
        return new Offsets(new TreeMap<>(positions), new TreeMap<>(identities));
    }

    private Planner planner(String onDataLoss) {
        Map<String, String> given = new HashMap<>(Map.of("connector", "n", "onDataLoss", onDataLoss));
        LogConnector connector = new Numbers();
        return new Planner(connector, ReadOptions.with(connector).read(given), metrics);
    }

    private final class Numbers implements LogConnector {
        @Override
        public String name() {
            return "n";
        }

        @Override
        public OptionSet options() {
            return OptionSet.EMPTY;
        }

        @Override
        public Log open(Options options) {
            return new NumbersLog();
        }

        @Override
        public RangeReader read(Range range, Set<Field> fields, Options options) {
            throw new IllegalStateException("nothing is read here");
        }
    }

    private final class NumbersLog implements Log {
        @Override
        public Offsets start(StartFrom from) {
            return offsets(Map.of());
        }

        @Override
        public Tip tip(StopAt stop) {
            return DenseOffsets.tip(offsets(ends));
        }

        @Override
        public Advance advance(Offsets from, Tip tip, Budget budget) {
            Advance advance = DenseOffsets.advance(from, tip, budget);
            return forgetful ? Advance.to(advance.end().without("n/1")) : advance;
        }

        @Override
        public Advance discover(Offsets from) {
            return DenseOffsets.discover(from, tip(new StopAt.Now()));
        }

        @Override
        public List<Range> plan(Offsets from, Offsets to) {
            return DenseOffsets.plan(from, to);
        }

        @Override
        public void close() {}
    }
}
