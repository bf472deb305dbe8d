package io.millrace.testkit.faults;

import io.millrace.api.Advance;
import io.millrace.api.Budget;
import io.millrace.api.DenseOffsets;
import io.millrace.api.Event;
import io.millrace.api.LiveLogConnector;
import io.millrace.api.LogConnector;
import io.millrace.api.Offsets;
import io.millrace.api.OptionSet;
import io.millrace.api.StartFrom;
import io.millrace.api.Tip;
import io.millrace.testkit.DStreamConformance;
import io.millrace.testkit.example.LogsInMemory;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each fault planted in a log is seen through DStreams too. */
class DStreamFaultsTest {
    /** The suite, run against the fault of the moment. */
    static class Suite extends DStreamConformance implements LogsInMemory {
        @Override
        public LogConnector connector() {
            return new PlantedLog();
        }

        /** What does not come at once never comes. */
        @Override
        protected Duration bound() {
            return Duration.ofSeconds(6);
        }
    }

    @TestFactory
    Stream<DynamicTest> each_fault_of_a_log_is_seen() {
        List<Fault<LiveLogConnector>> faults = List.of(
                ReadingFaults.events(
                        "the time of an event is that of its reading",
                        "F4.1 F4.3 F4.4 F4.5",
                        event -> Event.of(
                                event.key(),
                                event.value(),
                                event.headers(),
                                System.nanoTime() / 1000,
                                event.position())),
                PlanningFaults.planning(
                        "the budget is taken for each partition", "F4.2", sound -> new ForwardingLog(sound) {
                            @Override
                            public Advance advance(Offsets from, Tip tip, Budget budget) throws IOException {
                                return super.advance(from, tip, Budget.ofRecords(budget.records() * 3));
                            }
                        }),
                PlanningFaults.planning(
                        "the latest start is no offsets at all", "F4.6", sound -> new ForwardingLog(sound) {
                            @Override
                            public Offsets start(StartFrom from) throws IOException {
                                return from instanceof StartFrom.Latest ? Offsets.NONE : super.start(from);
                            }
                        }),
                PlanningFaults.planning(
                        "a start leaves out partitions that are closed", "F4.7", sound -> new ForwardingLog(sound) {
                            @Override
                            public Offsets start(StartFrom from) throws IOException {
                                Offsets start = super.start(from);
                                for (String closed : super.discover(super.start(new StartFrom.Latest()))
                                        .finished()) {
                                    start = start.without(closed);
                                }
                                return start;
                            }
                        }),
                Fault.of("a prefix lets every name through", "F4.8", () -> new BrokenLog() {
                    @Override
                    public OptionSet options() {
                        return super.options().passThrough("", Set.of(), "Anything.");
                    }
                }),
                TailFaults.tail(
                        "the events of a tail have no position",
                        "F5.1",
                        (sound, partition, start, options) ->
                                new ForwardingTail(sound.tail(partition, start, Set.of(), options)) {
                                    @Override
                                    public @Nullable Event poll(Duration timeout) throws IOException {
                                        Event event = super.poll(timeout);
                                        return event == null
                                                ? null
                                                : Event.of(
                                                        event.key(),
                                                        event.value(),
                                                        event.headers(),
                                                        event.timestampMicros(),
                                                        "");
                                    }
                                }),
                TailFaults.tail(
                        "a tail tells the position behind the next event",
                        "F5.2",
                        (sound, partition, start, options) ->
                                new ForwardingTail(sound.tail(partition, start, Set.of(), options)) {
                                    @Override
                                    public String position() {
                                        return Long.toString(DenseOffsets.number(super.position()) + 1);
                                    }
                                }),
                PlanningFaults.planning("discovery finds nothing", "F5.3", sound -> new ForwardingLog(sound) {
                    @Override
                    public Advance discover(Offsets from) {
                        return Advance.to(from);
                    }
                }));
        return Stream.concat(
                Matrix.narrow(Suite.class, faults, fault -> PlantedLog.planted = fault.broken()),
                Matrix.complete(DStreamConformance.class, faults));
    }
}
