package io.millrace.testkit.faults;

import io.millrace.api.Advance;
import io.millrace.api.Budget;
import io.millrace.api.DataLossException;
import io.millrace.api.Event;
import io.millrace.api.Field;
import io.millrace.api.LiveLogConnector;
import io.millrace.api.LogConnector;
import io.millrace.api.Offsets;
import io.millrace.api.OptionSet;
import io.millrace.api.OutputConnector;
import io.millrace.api.Range;
import io.millrace.api.Row;
import io.millrace.api.StartFrom;
import io.millrace.api.StopAt;
import io.millrace.api.Tip;
import io.millrace.testkit.ReadFacesConformance;
import io.millrace.testkit.WriteFacesConformance;
import io.millrace.testkit.example.LogsInMemory;
import io.millrace.testkit.example.TablesInMemory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each fault planted in a connector is seen through Spark too. */
class FacesFaultsTest {
    /** The suite of logs, run against the fault of the moment. */
    static class Reading extends ReadFacesConformance implements LogsInMemory {
        @Override
        public LogConnector connector() {
            return new PlantedLog();
        }
    }

    /** The suite of outputs, run against the fault of the moment. */
    static class Writing extends WriteFacesConformance implements TablesInMemory {
        @Override
        public OutputConnector connector() {
            return new PlantedOutput();
        }

        @Override
        public String delivery() {
            return "transactional";
        }
    }

    @TestFactory
    Stream<DynamicTest> each_fault_of_a_log_is_seen() {
        List<Fault<LiveLogConnector>> faults = List.of(
                ReadingFaults.events(
                        "the time of an event is that of its reading",
                        "F1.1 F1.2 F2.2",
                        event -> Event.of(
                                event.key(),
                                event.value(),
                                event.headers(),
                                System.nanoTime() / 1000,
                                event.position())),
                ReadingFaults.reading(
                        "a key is built only beside a value",
                        "F1.3",
                        (sound, range, fields, options) -> new ForwardingReader(sound.read(range, fields, options)) {
                            @Override
                            Event changed(Event event) {
                                byte[] key = fields.contains(Field.VALUE) ? event.key() : null;
                                return Event.of(
                                        key, event.value(), event.headers(), event.timestampMicros(), event.position());
                            }
                        }),
                PlanningFaults.planning(
                        "the budget is taken for each partition", "F1.4", sound -> new ForwardingLog(sound) {
                            @Override
                            public Advance advance(Offsets from, Tip tip, Budget budget) throws IOException {
                                long records =
                                        budget.equals(Budget.UNLIMITED) ? budget.records() : budget.records() * 3;
                                return super.advance(from, tip, Budget.ofRecords(records));
                            }
                        }),
                PlanningFaults.planning(
                        "a batch asks where the log ends now", "F1.5", sound -> new ForwardingLog(sound) {
                            @Override
                            public Advance advance(Offsets from, Tip tip, Budget budget) throws IOException {
                                return super.advance(from, super.tip(new StopAt.Now()), budget);
                            }
                        }),
                PlanningFaults.planning(
                        "a start leaves out partitions that are closed", "F1.6", sound -> new ForwardingLog(sound) {
                            @Override
                            public Offsets start(StartFrom from) throws IOException {
                                Offsets start = super.start(from);
                                Offsets latest = super.start(new StartFrom.Latest());
                                for (String closed : super.discover(latest).finished()) {
                                    start = start.without(closed);
                                }
                                return start;
                            }
                        }),
                Fault.of("a prefix lets every name through", "F1.7", () -> new BrokenLog() {
                    @Override
                    public OptionSet options() {
                        return super.options().passThrough("", Set.of(), "Anything.");
                    }
                }),
                PlanningFaults.planning(
                        "the first batch of a run is not read", "F1.2 F2.1", sound -> new ForwardingLog(sound) {
                            private @Nullable Offsets first;

                            @Override
                            public List<Range> plan(Offsets from, Offsets to) {
                                first = first == null ? to : first;
                                return to.equals(first) ? List.of() : super.plan(from, to);
                            }
                        }),
                PlanningFaults.planning(
                        "the latest start is no offsets at all", "F2.3", sound -> new ForwardingLog(sound) {
                            @Override
                            public Offsets start(StartFrom from) throws IOException {
                                return from instanceof StartFrom.Latest ? Offsets.NONE : super.start(from);
                            }
                        }),
                PlanningFaults.planning(
                        "reading begins quietly at what is left", "F2.5", sound -> new ForwardingLog(sound) {
                            @Override
                            public Advance advance(Offsets from, Tip tip, Budget budget) throws IOException {
                                try {
                                    return super.advance(from, tip, budget);
                                } catch (DataLossException e) {
                                    return super.advance(e.resumeFrom(), tip, budget);
                                }
                            }

                            @Override
                            public List<Range> plan(Offsets from, Offsets to) {
                                return super.plan(from, to).stream()
                                        .map(range -> new Range(range.partition(), "", range.end()))
                                        .toList();
                            }
                        }),
                PlanningFaults.planning(
                        "a loss does not tell where reading can go on", "F2.6", sound -> new ForwardingLog(sound) {
                            @Override
                            public Advance advance(Offsets from, Tip tip, Budget budget) throws IOException {
                                try {
                                    return super.advance(from, tip, budget);
                                } catch (DataLossException e) {
                                    throw new DataLossException(String.valueOf(e.getMessage()), from);
                                }
                            }
                        }));
        return Stream.concat(
                Matrix.narrow(Reading.class, faults, fault -> PlantedLog.planted = fault.broken()),
                Matrix.complete(ReadFacesConformance.class, faults, "F2.4"));
    }

    @TestFactory
    Stream<DynamicTest> each_fault_of_an_output_is_seen() {
        List<Fault<OutputConnector>> faults = List.of(
                WritingFaults.writing(
                        "a writer keeps the row itself", "F3.1", (sound, columns) -> new ForwardingWriter(sound) {
                            private final List<Row> kept = new ArrayList<>();

                            @Override
                            public void write(Row row) {
                                kept.add(row);
                            }

                            @Override
                            public String complete() throws IOException {
                                for (Row row : kept) {
                                    super.write(row);
                                }
                                return super.complete();
                            }
                        }),
                CommitFaults.committing(
                        "every epoch is taken for the first", "F3.2", sound -> new ForwardingCommitter(sound) {
                            @Override
                            public void commit(String query, long epoch, List<String> staged) throws IOException {
                                super.commit(query, 0, staged);
                            }
                        }),
                CommitFaults.committing(
                        "an epoch is known by its partitions", "F3.3", sound -> new ForwardingCommitter(sound) {
                            @Override
                            public void commit(String query, long epoch, List<String> staged) throws IOException {
                                for (String task : staged) {
                                    super.commit(task.replaceFirst("-\\d+$", ""), epoch, List.of(task));
                                }
                            }
                        }),
                CommitFaults.committing(
                        "an aborted epoch is taken for a committed one",
                        "F3.4",
                        sound -> new ForwardingCommitter(sound) {
                            @Override
                            public void abort(String query, long epoch, List<String> staged) throws IOException {
                                super.abort(query, epoch, staged);
                                super.commit(query, epoch, List.of());
                            }
                        }),
                WritingFaults.checking("no column is looked at", "F3.5", columns -> TablesInMemory.COLUMNS),
                Fault.of("a prefix lets every name through", "F3.6", () -> new BrokenOutput() {
                    @Override
                    public OptionSet options() {
                        return super.options().passThrough("", Set.of(), "Anything.");
                    }
                }));
        return Stream.concat(
                Matrix.narrow(Writing.class, faults, fault -> PlantedOutput.planted = fault.broken()),
                Matrix.complete(WriteFacesConformance.class, faults));
    }
}
