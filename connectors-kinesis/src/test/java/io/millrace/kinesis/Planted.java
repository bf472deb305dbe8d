package io.millrace.kinesis;

import io.millrace.api.Advance;
import io.millrace.api.Budget;
import io.millrace.api.ConnectorException;
import io.millrace.api.DataLossException;
import io.millrace.api.Event;
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
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.model.InvalidArgumentException;

/** The connector with one fault each. Every invariant is broken by one of them; those of the trial of this method are here. */
enum Planted {
    /** A batch may end at a time. */
    ENDS_AT_A_COMPUTED_NUMBER {
        @Override
        Advance advance(Log log, Offsets from, Tip tip, Budget budget) throws IOException {
            Advance advance = log.advance(from, tip, budget);
            Map<String, String> ends = new TreeMap<>(advance.end().positions());
            ends.replaceAll((id, text) -> text.startsWith("+")
                    ? new Position(
                                    Position.Kind.AFTER,
                                    Position.parse(text).sequence() + "0",
                                    0,
                                    Position.parse(text).asOf())
                            .text()
                    : text);
            return new Advance(with(advance.end(), ends), advance.finished());
        }
    },
    /** Readers go on to what there is now. */
    READER_GOES_TO_THE_TIP {
        @Override
        RangeReader read(Range range, Set<Field> fields, Options options) throws IOException {
            try (Log log = Streams.open(options)) {
                String now = KinesisLogs.heads(log).position(range.partition());
                String end = Position.parse(now).compareTo(Position.parse(range.end())) > 0 ? now : range.end();
                return super.read(new Range(range.partition(), range.start(), end), fields, options);
            }
        }
    },
    /** A closed shard is taken for read. */
    CLOSED_SHARDS_ARE_TAKEN_FOR_READ {
        @Override
        List<Range> plan(Log log, Offsets from, Offsets to) {
            return log.plan(from, to).stream()
                    .filter(range -> !Position.parse(range.end()).isEnd())
                    .toList();
        }
    },
    /** A child is planned in the batch in which what is left of its parent is. */
    CHILD_IN_ITS_PARENTS_LAST_BATCH {
        @Override
        Advance advance(Log log, Offsets from, Tip tip, Budget budget) throws IOException {
            Advance first = log.advance(from, tip, budget);
            Advance second = log.advance(first.end(), tip, budget);
            Offsets both = log.advance(second.end(), tip, budget).end();
            for (Map.Entry<String, String> entry : first.end().positions().entrySet()) {
                if (!both.positions().containsKey(entry.getKey())) {
                    both = both.with(entry.getKey(), entry.getValue());
                }
            }
            return new Advance(both, first.finished());
        }
    },
    /** Cuts are counted from the newest record of a millisecond: what shares it is left out. */
    CUTS_BY_THE_MILLISECOND {
        @Override
        RangeReader read(Range range, Set<Field> fields, Options options) throws IOException {
            long until = Position.parse(range.start()).asOf();
            return new Forwarding(super.read(range, fields, options)) {
                @Override
                public @Nullable Event next() throws IOException {
                    Event event = super.next();
                    while (event != null && range.start().startsWith("+") && event.timestampMicros() / 1000 <= until) {
                        event = super.next();
                    }
                    return event;
                }
            };
        }
    },
    /** A position is written anew at each look. */
    POSITIONS_CHANGE_WITHOUT_NEED {
        @Override
        Advance advance(Log log, Offsets from, Tip tip, Budget budget) throws IOException {
            Advance advance = log.advance(from, tip, budget);
            Map<String, String> ends = new TreeMap<>(advance.end().positions());
            ends.replaceAll((id, text) ->
                    Position.parse(text).asOf(System.nanoTime() / 1_000_000).text());
            return new Advance(with(advance.end(), ends), advance.finished());
        }
    },
    /** An empty page is the end. */
    AN_EMPTY_PAGE_IS_THE_END {
        @Override
        RangeReader read(Range range, Set<Field> fields, Options options) {
            ShardCursor cursor = new ShardCursor(
                    StreamApi.of(options, Offsets.streamOf(range.partition())),
                    range.part(),
                    Position.parse(range.start()),
                    range.end());
            Position end = Position.parse(range.end());
            return new RangeReader() {
                @Override
                public @Nullable Event next() throws IOException {
                    if (cursor.position().compareTo(end) >= 0) {
                        return null;
                    }
                    if (cursor.peek() == null) {
                        cursor.fetch(100);
                    }
                    var record = cursor.take();
                    return record == null ? null : new KinesisEvent(record, null);
                }

                @Override
                public String position() {
                    return cursor.position().text();
                }

                @Override
                public void close() {}
            };
        }
    },
    /** A failed look is taken for nothing new. */
    ERRORS_ARE_NO_DATA {
        @Override
        Advance advance(Log log, Offsets from, Tip tip, Budget budget) throws IOException {
            try {
                return tip.equals(NOTHING) ? Advance.to(from) : log.advance(from, tip, budget);
            } catch (ConnectorException e) {
                return Advance.to(from);
            }
        }

        @Override
        Tip tip(Log log, StopAt stop) throws IOException {
            try {
                return log.tip(stop);
            } catch (ConnectorException e) {
                return NOTHING;
            }
        }
    },
    /** What is listed and not in the offsets is new. */
    LISTED_SHARDS_ARE_NEW {
        @Override
        Advance advance(Log log, Offsets from, Tip tip, Budget budget) throws IOException {
            Advance advance = log.advance(from, tip, budget);
            Snapshot now = Snapshot.of(tip);
            Offsets end = advance.end();
            String stream = end.identities().firstKey();
            for (String shard : now.shards().keySet()) {
                String id = stream + "/" + shard;
                if (!end.positions().containsKey(id) && !from.positions().containsKey(id)) {
                    end = end.with(id, "H@" + now.time());
                }
            }
            return new Advance(end, advance.finished());
        }
    },
    /** The planner goes on from what it remembers, not from the offsets. */
    PLANS_FROM_MEMORY {
        @Override
        Advance advance(Log log, Offsets from, Tip tip, Budget budget) throws IOException {
            // A planner that was just started looks once without its limits.
            Budget used = KinesisLogs.isFresh(log) ? Budget.UNLIMITED : budget;
            return log.advance(from, tip, used);
        }
    },
    /** What is gone is left out silently. */
    LOSSES_ARE_SILENT {
        @Override
        RangeReader read(Range range, Set<Field> fields, Options options) throws IOException {
            return new Forwarding(super.read(range, fields, options)) {
                @Override
                public @Nullable Event next() throws IOException {
                    try {
                        return super.next();
                    } catch (DataLossException e) {
                        return null;
                    }
                }
            };
        }
    },
    /** A record that is gone is asked for again and again: nobody looks at the oldest that is left. */
    WAITS_FOR_WHAT_IS_GONE {
        @Override
        RangeReader read(Range range, Set<Field> fields, Options options) throws IOException {
            Position start = Position.parse(range.start());
            if (start.anchored()) {
                StreamApi api = StreamApi.of(options, Offsets.streamOf(range.partition()));
                try {
                    String iterator = api.iterator(range.part(), StreamApi.Place.at(start.sequence()));
                    Page page = api.records(range.part(), iterator, 1);
                    for (int i = 0; page.isEmpty() && !page.caughtUp() && page.next() != null; i++) {
                        if (i == 20) {
                            throw ConnectorException.passing("For ever empty", new IOException("stalled"));
                        }
                        page = api.records(range.part(), page.next(), 1);
                    }
                } catch (InvalidArgumentException e) {
                    // Another face of what is gone; reading tells it.
                }
            }
            return super.read(range, fields, options);
        }
    },
    /** The time of a quiet shard is not kept up. */
    QUIET_SHARDS_GROW_OLD {
        @Override
        Advance advance(Log log, Offsets from, Tip tip, Budget budget) throws IOException {
            Advance advance = log.advance(from, tip, budget);
            Map<String, String> ends = new TreeMap<>(advance.end().positions());
            ends.replaceAll((id, text) -> {
                String before = from.positions().get(id);
                return before != null && Position.parse(before).samePlace(Position.parse(text)) ? before : text;
            });
            return new Advance(with(advance.end(), ends), advance.finished());
        }
    },
    /** Ranges are compared as text. */
    TEXT_MAKES_A_RANGE {
        @Override
        List<Range> plan(Log log, Offsets from, Offsets to) {
            return from.rangesTo(to);
        }
    },
    /** Each shard may take the budget of all. */
    BUDGET_FOR_EACH_SHARD {
        @Override
        Advance advance(Log log, Offsets from, Tip tip, Budget budget) throws IOException {
            return log.advance(from, tip, Budget.ofRecords(Math.max(1, budget.records() / 2) * 4));
        }
    },
    /** Readers have a pace of their own beside the planner's. */
    READERS_HAVE_THEIR_OWN_PACE {
        @Override
        RangeReader read(Range range, Set<Field> fields, Options options) throws IOException {
            long pace = options.value(InputOptions.CALLS_PER_SECOND);
            return super.read(range, fields, options.with(InputOptions.CALLS_PER_SECOND, Long.toString(pace + 1)));
        }
    },
    /** A batch may end in the middle of a stored record. */
    CUTS_STORED_RECORDS {
        @Override
        List<Range> plan(Log log, Offsets from, Offsets to) {
            List<Range> cut = new ArrayList<>();
            for (Range range : log.plan(from, to)) {
                Position end = Position.parse(range.end());
                String inside = end.anchored()
                        ? Position.at(end.sequence(), 2, end.asOf()).text()
                        : range.end();
                cut.add(new Range(range.partition(), range.start(), inside));
            }
            return cut;
        }
    },
    /** A time is an end: everything that arrived before it is in. */
    TIME_FENCES {
        @Override
        RangeReader read(Range range, Set<Field> fields, Options options) throws IOException {
            Position start = Position.parse(range.start());
            Position end = Position.parse(range.end());
            return new Forwarding(super.read(range, fields, options)) {
                private boolean done;

                @Override
                public @Nullable Event next() throws IOException {
                    Event event = done ? null : super.next();
                    while (event != null
                            && start.kind() == Position.Kind.AFTER
                            && event.timestampMicros() / 1000 < start.asOf()) {
                        event = super.next();
                    }
                    done = event == null || (end.anchored() && event.timestampMicros() / 1000 > end.asOf());
                    return done ? null : event;
                }
            };
        }
    };

    private static final Tip NOTHING = new Tip("nothing");

    Advance advance(Log log, Offsets from, Tip tip, Budget budget) throws IOException {
        return log.advance(from, tip, budget);
    }

    Tip tip(Log log, StopAt stop) throws IOException {
        return log.tip(stop);
    }

    List<Range> plan(Log log, Offsets from, Offsets to) {
        return log.plan(from, to);
    }

    RangeReader read(Range range, Set<Field> fields, Options options) throws IOException {
        return KinesisRangeReader.open(range, options);
    }

    private static Offsets with(Offsets offsets, Map<String, String> positions) {
        return new Offsets(new TreeMap<>(positions), offsets.identities());
    }

    /** The connector with this fault. */
    LogConnector connector() {
        Planted fault = this;
        return new LogConnector() {
            @Override
            public String name() {
                return "kinesis";
            }

            @Override
            public OptionSet options() {
                return new KinesisInput().options();
            }

            @Override
            public Log open(Options options) throws IOException {
                return new Broken(Streams.open(options), fault);
            }

            @Override
            public RangeReader read(Range range, Set<Field> fields, Options options) throws IOException {
                return fault.read(range, fields, options);
            }
        };
    }

    private record Broken(Log log, Planted fault) implements Log {
        @Override
        public Offsets start(StartFrom from) throws IOException {
            return log.start(from);
        }

        @Override
        public Tip tip(StopAt stop) throws IOException {
            return fault.tip(log, stop);
        }

        @Override
        public Advance advance(Offsets from, Tip tip, Budget budget) throws IOException {
            return fault.advance(log, from, tip, budget);
        }

        @Override
        public Advance discover(Offsets from) throws IOException {
            return log.discover(from);
        }

        @Override
        public List<Range> plan(Offsets from, Offsets to) {
            return fault.plan(log, from, to);
        }

        @Override
        public void close() throws IOException {
            log.close();
        }
    }

    private abstract static class Forwarding implements RangeReader {
        private final RangeReader reader;

        Forwarding(RangeReader reader) {
            this.reader = reader;
        }

        @Override
        public @Nullable Event next() throws IOException {
            return reader.next();
        }

        @Override
        public String position() {
            return reader.position();
        }

        @Override
        public void close() throws IOException {
            reader.close();
        }
    }
}
