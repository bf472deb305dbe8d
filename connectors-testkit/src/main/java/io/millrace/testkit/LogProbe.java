package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.Advance;
import io.millrace.api.Budget;
import io.millrace.api.ConnectorException;
import io.millrace.api.ConnectorException.Kind;
import io.millrace.api.Event;
import io.millrace.api.Field;
import io.millrace.api.LiveLogConnector;
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
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One log under test, and the short words in which the rules speak to it. What should end is bounded, so that it fails, not hangs. */
final class LogProbe implements AutoCloseable {
    static final Set<Field> ALL = EnumSet.allOf(Field.class);
    private static final int MANY = 2_000;

    private final LogConnector connector;
    private final Options options;
    private final Log log;

    LogProbe(LogConnector connector, Options options) throws IOException {
        this.connector = connector;
        this.options = options;
        this.log = connector.open(options);
    }

    Log log() {
        return log;
    }

    Offsets earliest() throws IOException {
        return log.start(new StartFrom.Earliest());
    }

    Offsets latest() throws IOException {
        return log.start(new StartFrom.Latest());
    }

    /** A start that not every log knows. */
    Offsets start(StartFrom from) throws IOException {
        try {
            return log.start(from);
        } catch (ConnectorException e) {
            throw e.kind() == Kind.SETTINGS ? Cannot.show(String.valueOf(e.getMessage())) : e;
        }
    }

    Tip tip() throws IOException {
        return log.tip(new StopAt.Now());
    }

    /** A stop that not every log knows. */
    Tip tip(StopAt stop) throws IOException {
        try {
            return log.tip(stop);
        } catch (ConnectorException e) {
            throw e.kind() == Kind.SETTINGS ? Cannot.show(String.valueOf(e.getMessage())) : e;
        }
    }

    Offsets advance(Offsets from, Tip tip, Budget budget) throws IOException {
        return log.advance(from, tip, budget).end();
    }

    /** The offsets of all batches up to a tip, with the one they begin at. */
    List<Offsets> batches(Offsets from, Tip tip, Budget budget) throws IOException {
        List<Offsets> batches = new ArrayList<>(List.of(from));
        for (int i = 0; i < MANY; i++) {
            Offsets at = batches.get(batches.size() - 1);
            Advance advance = log.advance(at, tip, budget);
            if (advance.end().equals(at)) {
                return batches;
            }
            batches.add(advance.end());
        }
        throw new AssertionError(
                "Still moving towards one tip after " + MANY + " batches, at " + batches.get(batches.size() - 1));
    }

    /** What is read from {@code from} to the tip in batches of a budget, by partition. */
    SortedMap<String, List<Seen>> readTo(Offsets from, Tip tip, Budget budget) throws IOException {
        SortedMap<String, List<Seen>> read = new TreeMap<>();
        List<Offsets> batches = batches(from, tip, budget);
        for (int i = 1; i < batches.size(); i++) {
            read(batches.get(i - 1), batches.get(i))
                    .forEach((partition, events) -> read.computeIfAbsent(partition, p -> new ArrayList<>())
                            .addAll(events));
        }
        return read;
    }

    /** What one batch reads, by partition. */
    SortedMap<String, List<Seen>> read(Offsets from, Offsets to) throws IOException {
        SortedMap<String, List<Seen>> read = new TreeMap<>();
        for (Range range : log.plan(from, to)) {
            read.computeIfAbsent(range.partition(), p -> new ArrayList<>()).addAll(read(range));
        }
        return read;
    }

    /** What is there now. */
    SortedMap<String, List<Seen>> readAll() throws IOException {
        return readTo(earliest(), tip(), Budget.UNLIMITED);
    }

    List<Seen> read(Range range) throws IOException {
        try (RangeReader reader = open(range, ALL)) {
            return rest(reader);
        }
    }

    static List<Seen> rest(RangeReader reader) throws IOException {
        List<Seen> events = new ArrayList<>();
        for (Event event = reader.next(); event != null; event = reader.next()) {
            events.add(Seen.of(event));
            assertThat(events).as("events of one range, which must end").hasSizeLessThan(MANY);
        }
        return events;
    }

    RangeReader open(Range range, Set<Field> fields) throws IOException {
        return connector.read(range, fields, options);
    }

    /** The range that holds everything there is now. */
    Range whole() throws IOException {
        Offsets from = earliest();
        List<Range> ranges = log.plan(from, advance(from, tip(), Budget.UNLIMITED));
        assertThat(ranges)
                .as("the ranges of a small log with events in one partition")
                .hasSize(1);
        return ranges.get(0);
    }

    Tail tail(String partition, String start) throws IOException {
        if (connector instanceof LiveLogConnector live) {
            return live.tail(partition, start, ALL, options);
        }
        throw Cannot.show("'" + connector.name() + "' cannot be followed as it grows");
    }

    static List<@Nullable String> values(List<Seen> events) {
        List<@Nullable String> values = new ArrayList<>();
        events.forEach(event -> values.add(event.value()));
        return values;
    }

    static List<List<@Nullable String>> values(SortedMap<String, List<Seen>> read) {
        List<List<@Nullable String>> values = new ArrayList<>();
        read.values().stream().filter(events -> !events.isEmpty()).forEach(events -> values.add(values(events)));
        return values;
    }

    @Override
    public void close() throws IOException {
        log.close();
    }
}
