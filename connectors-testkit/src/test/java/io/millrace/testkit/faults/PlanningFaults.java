package io.millrace.testkit.faults;

import io.millrace.api.Advance;
import io.millrace.api.Backlog;
import io.millrace.api.Budget;
import io.millrace.api.ConnectorException;
import io.millrace.api.DataLossException;
import io.millrace.api.DenseOffsets;
import io.millrace.api.LiveLogConnector;
import io.millrace.api.Log;
import io.millrace.api.Offsets;
import io.millrace.api.Options;
import io.millrace.api.Range;
import io.millrace.api.StartFrom;
import io.millrace.api.StopAt;
import io.millrace.api.Tip;
import io.millrace.testkit.example.MemoryConnector;
import io.millrace.testkit.example.MemoryLog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** Faults of the planning side of a log. */
final class PlanningFaults {
    private PlanningFaults() {}

    static List<Fault<LiveLogConnector>> all() {
        List<Fault<LiveLogConnector>> all = new ArrayList<>(starts());
        all.addAll(batches());
        all.addAll(partitions());
        all.addAll(plans());
        all.addAll(stops());
        all.addAll(losses());
        return all;
    }

    private static List<Fault<LiveLogConnector>> starts() {
        return List.of(
                planning(
                        "the earliest start of all partitions but one is their latest",
                        "L1.2 L1.5 L2.3 L2.4 L2.13 L2.15 L5.1",
                        sound -> new ForwardingLog(sound) {
                            @Override
                            public Offsets start(StartFrom from) throws IOException {
                                Offsets start = super.start(from);
                                if (!(from instanceof StartFrom.Earliest)
                                        || start.positions().isEmpty()) {
                                    return start;
                                }
                                String first = start.positions().firstKey();
                                return super.start(new StartFrom.Latest()).with(first, start.position(first));
                            }
                        }),
                planning(
                        "the latest start is no offsets at all",
                        "L1.3 L6.2 L6.3 L6.4",
                        sound -> new ForwardingLog(sound) {
                            @Override
                            public Offsets start(StartFrom from) throws IOException {
                                return from instanceof StartFrom.Latest ? Offsets.NONE : super.start(from);
                            }
                        }),
                planning("a start at an instant leaves out the event at it", "L1.4", sound -> new ForwardingLog(sound) {
                    @Override
                    public Offsets start(StartFrom from) throws IOException {
                        return from instanceof StartFrom.At at
                                ? super.start(new StartFrom.At(at.instant().plusMillis(1)))
                                : super.start(from);
                    }
                }),
                planning(
                        "a partition that the user leaves out is read from its end",
                        "L1.5",
                        sound -> new ForwardingLog(sound) {
                            @Override
                            public Offsets start(StartFrom from) throws IOException {
                                Offsets start = super.start(from);
                                if (from instanceof StartFrom.Exactly exactly) {
                                    SortedMap<String, String> positions = new TreeMap<>(
                                            super.start(new StartFrom.Latest()).positions());
                                    exactly.offsets()
                                            .positions()
                                            .keySet()
                                            .forEach(named -> positions.put(named, start.position(named)));
                                    return new Offsets(positions, start.identities());
                                }
                                return start;
                            }
                        }),
                planning(
                        "a partition that is not there is left out quietly", "L1.6", sound -> new ForwardingLog(sound) {
                            @Override
                            public Offsets start(StartFrom from) throws IOException {
                                if (from instanceof StartFrom.Exactly exactly) {
                                    SortedMap<String, String> known =
                                            new TreeMap<>(exactly.offsets().positions());
                                    known.keySet()
                                            .retainAll(super.start(new StartFrom.Earliest())
                                                    .positions()
                                                    .keySet());
                                    return super.start(new StartFrom.Exactly(Offsets.of(known)));
                                }
                                return super.start(from);
                            }
                        }),
                Fault.of("a log that is not there is an empty one", "L1.7", () -> new BrokenLog() {
                    @Override
                    public Log open(Options options) throws IOException {
                        try {
                            return super.open(options);
                        } catch (ConnectorException e) {
                            MemoryLog empty = MemoryLog.create("empty-" + UUID.randomUUID(), 1);
                            return super.open(options.with(MemoryConnector.LOG, empty.name()));
                        }
                    }
                }));
    }

    private static List<Fault<LiveLogConnector>> batches() {
        return List.of(
                planning(
                        "a partition where nothing waits gets a share",
                        "L1.1 L1.2 L1.4 L1.5 L2.2 L2.3 L2.8 L2.9 L2.11 L2.12 L2.13",
                        sound -> new ForwardingLog(sound) {
                            @Override
                            public Advance advance(Offsets from, Tip tip, Budget budget) throws IOException {
                                Advance sharing = super.advance(from, tip, budget);
                                if (budget.equals(Budget.UNLIMITED)) {
                                    return mapped(sharing, position -> position.equals("0") ? "1" : position);
                                }
                                return sharing;
                            }
                        }),
                planning(
                        "a batch asks where the log ends now",
                        "L2.1 L2.3 L2.4 L2.6 L2.13 L2.14",
                        sound -> new ForwardingLog(sound) {
                            @Override
                            public Advance advance(Offsets from, Tip tip, Budget budget) throws IOException {
                                return super.advance(from, super.tip(new StopAt.Now()), budget);
                            }
                        }),
                planning(
                        "a batch answers the partitions alone that move",
                        "L1.4 L1.5 L2.2 L2.3 L2.4 L2.5 L2.6 L2.7 L2.9 L2.13 L2.15",
                        sound -> new ForwardingLog(sound) {
                            @Override
                            public Advance advance(Offsets from, Tip tip, Budget budget) throws IOException {
                                Advance advance = super.advance(from, tip, budget);
                                SortedMap<String, String> moved =
                                        new TreeMap<>(advance.end().positions());
                                moved.entrySet().removeAll(from.positions().entrySet());
                                return moved.isEmpty()
                                        ? advance
                                        : new Advance(
                                                new Offsets(moved, advance.end().identities()), advance.finished());
                            }
                        }),
                planning(
                        "a share of a small budget is rounded down to nothing",
                        "L2.3 L2.4 L2.6 L2.7 L2.8 L2.13 L2.15",
                        sound -> new ForwardingLog(sound) {
                            @Override
                            public Advance advance(Offsets from, Tip tip, Budget budget) throws IOException {
                                Advance advance = super.advance(from, tip, budget);
                                return budget.records() < from.positions().size() ? Advance.to(from) : advance;
                            }
                        }),
                planning(
                        "when the tip is reached the batches go on",
                        "L2.3 L2.4 L2.6 L2.13 L2.14",
                        sound -> new ForwardingLog(sound) {
                            @Override
                            public Advance advance(Offsets from, Tip tip, Budget budget) throws IOException {
                                Advance advance = super.advance(from, tip, budget);
                                return advance.end().equals(from)
                                        ? super.advance(from, super.tip(new StopAt.Now()), budget)
                                        : advance;
                            }
                        }),
                planning(
                        "a batch stops at the first partition that has nothing waiting",
                        "L1.4 L1.5 L2.3 L2.4 L2.6 L2.7 L2.13 L2.15",
                        sound -> new ForwardingLog(sound) {
                            @Override
                            public Advance advance(Offsets from, Tip tip, Budget budget) throws IOException {
                                Advance advance = super.advance(from, tip, budget);
                                boolean oneIsDone = from.positions().entrySet().stream()
                                        .anyMatch(at -> at.getValue()
                                                        .equals(advance.end().position(at.getKey()))
                                                && !at.getValue().equals("0"));
                                return oneIsDone ? Advance.to(from) : advance;
                            }
                        }),
                planning("the budget is taken for each partition", "L2.5", sound -> new ForwardingLog(sound) {
                    @Override
                    public Advance advance(Offsets from, Tip tip, Budget budget) throws IOException {
                        return budget.equals(Budget.UNLIMITED)
                                ? super.advance(from, tip, budget)
                                : super.advance(from, tip, Budget.ofRecords(budget.records() * 3));
                    }
                }),
                planning("what waits is counted from the beginning", "L2.12", sound -> new ForwardingLog(sound) {
                    @Override
                    public Map<String, Backlog> behind(Offsets from, Tip tip) throws IOException {
                        return super.behind(super.start(new StartFrom.Earliest()), tip);
                    }
                }));
    }

    private static List<Fault<LiveLogConnector>> partitions() {
        return List.of(
                planning("a new partition enters at its end", "L2.6 L2.7 L2.8 L5.4", sound -> new ForwardingLog(sound) {
                    @Override
                    public List<Range> plan(Offsets from, Offsets to) {
                        return super.plan(from, to).stream()
                                .filter(range -> from.positions().containsKey(range.partition()))
                                .toList();
                    }
                }),
                planning(
                        "partitions are looked up when a query starts",
                        "L2.6 L2.7 L2.8 L5.4",
                        sound -> new ForwardingLog(sound) {
                            @Override
                            public Advance advance(Offsets from, Tip tip, Budget budget) throws IOException {
                                Advance advance = super.advance(from, tip, budget);
                                return new Advance(
                                        only(advance.end(), from.positions().keySet()), advance.finished());
                            }
                        }),
                planning("the range of a new partition starts at 0", "L2.7", sound -> new ForwardingLog(sound) {
                    @Override
                    public List<Range> plan(Offsets from, Offsets to) {
                        return super.plan(from, to).stream()
                                .map(range -> range.start().isEmpty()
                                        ? new Range(range.partition(), "0", range.end())
                                        : range)
                                .toList();
                    }
                }),
                planning("a closed partition never leaves", "L2.8", sound -> new ForwardingLog(sound) {
                    @Override
                    public Advance advance(Offsets from, Tip tip, Budget budget) throws IOException {
                        Advance advance = super.advance(from, tip, budget);
                        Offsets end = advance.end();
                        for (String finished : advance.finished()) {
                            end = end.with(finished, from.position(finished));
                        }
                        return Advance.to(end);
                    }
                }),
                planning("discovery also moves to the end", "L2.9", sound -> new ForwardingLog(sound) {
                    @Override
                    public Advance discover(Offsets from) throws IOException {
                        return super.advance(from, super.tip(new StopAt.Now()), Budget.UNLIMITED);
                    }
                }));
    }

    private static List<Fault<LiveLogConnector>> plans() {
        return List.of(
                planning(
                        "the order of ranges depends on how long the log is",
                        "L2.10",
                        sound -> new ForwardingLog(sound) {
                            @Override
                            public List<Range> plan(Offsets from, Offsets to) {
                                List<Range> ranges = new ArrayList<>(super.plan(from, to));
                                if (length() > 10) {
                                    Collections.reverse(ranges);
                                }
                                return ranges;
                            }

                            private long length() {
                                try {
                                    return super.start(new StartFrom.Latest()).positions().values().stream()
                                            .mapToLong(DenseOffsets::number)
                                            .sum();
                                } catch (IOException e) {
                                    throw new IllegalStateException(e);
                                }
                            }
                        }),
                planning(
                        "a partition that did not move has a range",
                        "L1.4 L1.5 L2.8 L2.11 L2.12 L2.13",
                        sound -> new ForwardingLog(sound) {
                            @Override
                            public List<Range> plan(Offsets from, Offsets to) {
                                List<Range> ranges = new ArrayList<>(super.plan(from, to));
                                to.positions().forEach((partition, position) -> {
                                    if (from.position(partition).equals(position)) {
                                        ranges.add(new Range(partition, position, position));
                                    }
                                });
                                return ranges;
                            }
                        }),
                planning(
                        "planning remembers its batches beside the offsets",
                        "L2.10 L2.15",
                        sound -> new ForwardingLog(sound) {
                            private final Map<Offsets, Boolean> known = new HashMap<>();

                            @Override
                            public Offsets start(StartFrom from) throws IOException {
                                Offsets start = super.start(from);
                                known.put(start, true);
                                return start;
                            }

                            @Override
                            public Advance advance(Offsets from, Tip tip, Budget budget) throws IOException {
                                Advance advance = super.advance(from, tip, budget);
                                known.put(advance.end(), true);
                                return advance;
                            }

                            @Override
                            public List<Range> plan(Offsets from, Offsets to) {
                                return known.containsKey(to) ? super.plan(from, to) : List.of();
                            }
                        }),
                planning("what was processed is where a start begins", "L2.16", sound -> new ForwardingLog(sound) {
                    private Offsets processed = Offsets.NONE;

                    @Override
                    public void committed(Offsets upTo) {
                        processed = upTo;
                    }

                    @Override
                    public Offsets start(StartFrom from) throws IOException {
                        return processed.equals(Offsets.NONE) ? super.start(from) : processed;
                    }
                }));
    }

    private static List<Fault<LiveLogConnector>> stops() {
        return List.of(
                planning("a stop at positions is inclusive", "L2.13", sound -> new ForwardingLog(sound) {
                    @Override
                    public Tip tip(StopAt stop) throws IOException {
                        if (stop instanceof StopAt.Exactly exactly) {
                            SortedMap<String, String> after =
                                    new TreeMap<>(exactly.offsets().positions());
                            after.replaceAll(
                                    (partition, position) -> position.equals("latest") ? position : after(position));
                            return super.tip(new StopAt.Exactly(Offsets.of(after)));
                        }
                        return super.tip(stop);
                    }
                }),
                planning("a stop at an instant reads the event at it", "L2.14", sound -> new ForwardingLog(sound) {
                    @Override
                    public Tip tip(StopAt stop) throws IOException {
                        return stop instanceof StopAt.At at
                                ? super.tip(new StopAt.At(at.instant().plusMillis(1)))
                                : super.tip(stop);
                    }
                }));
    }

    private static List<Fault<LiveLogConnector>> losses() {
        return List.of(
                planning("reading begins quietly at what is left", "L5.1 L5.3 L5.4", sound -> new ForwardingLog(sound) {
                    @Override
                    public Advance advance(Offsets from, Tip tip, Budget budget) throws IOException {
                        try {
                            return super.advance(from, tip, budget);
                        } catch (DataLossException e) {
                            return super.advance(e.resumeFrom(), tip, budget);
                        }
                    }
                }),
                planning(
                        "a log that is gone is one where nothing new comes", "L5.3", sound -> new ForwardingLog(sound) {
                            @Override
                            public Advance advance(Offsets from, Tip tip, Budget budget) throws IOException {
                                return DenseOffsets.ends(tip).positions().isEmpty()
                                        ? Advance.to(from)
                                        : super.advance(from, tip, budget);
                            }
                        }),
                planning(
                        "the offsets do not tell one log from the next of its name",
                        "L5.4",
                        sound -> new ForwardingLog(sound) {
                            @Override
                            public Offsets start(StartFrom from) throws IOException {
                                return Offsets.of(super.start(from).positions());
                            }

                            @Override
                            public Advance advance(Offsets from, Tip tip, Budget budget) throws IOException {
                                Advance advance = super.advance(from, tip, budget);
                                return new Advance(Offsets.of(advance.end().positions()), advance.finished());
                            }

                            @Override
                            public Advance discover(Offsets from) throws IOException {
                                Advance advance = super.discover(from);
                                return new Advance(Offsets.of(advance.end().positions()), advance.finished());
                            }
                        }),
                planning(
                        "a loss does not tell where reading can go on", "L5.1 L5.4", sound -> new ForwardingLog(sound) {
                            @Override
                            public Advance advance(Offsets from, Tip tip, Budget budget) throws IOException {
                                try {
                                    return super.advance(from, tip, budget);
                                } catch (DataLossException e) {
                                    throw new DataLossException(String.valueOf(e.getMessage()), from);
                                }
                            }
                        }));
    }

    static Fault<LiveLogConnector> planning(String name, String breaks, UnaryOperator<Log> broken) {
        return Fault.of(name, breaks, () -> new BrokenLog() {
            @Override
            public Log open(Options options) throws IOException {
                return broken.apply(super.open(options));
            }
        });
    }

    private static Advance mapped(Advance advance, UnaryOperator<String> position) {
        SortedMap<String, String> changed = new TreeMap<>(advance.end().positions());
        changed.replaceAll((partition, at) -> position.apply(at));
        return new Advance(new Offsets(changed, advance.end().identities()), advance.finished());
    }

    private static Offsets only(Offsets offsets, Set<String> partitions) {
        Offsets kept = offsets;
        Set<String> others = new TreeSet<>(offsets.positions().keySet());
        others.removeAll(partitions);
        for (String other : others) {
            kept = kept.without(other);
        }
        return kept;
    }

    private static String after(String position) {
        return Long.toString(DenseOffsets.number(position) + 1);
    }
}
