package io.millrace.testkit.faults;

import io.millrace.api.LiveLogConnector;
import io.millrace.api.LogConnector;
import io.millrace.testkit.LogConformance;
import io.millrace.testkit.example.LogsInMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each fault planted in the log in memory fails just the rules that it breaks. */
class LogFaultsTest {
    /** The suite, run against the fault of the moment. */
    static class Suite extends LogConformance implements LogsInMemory {
        private static Supplier<? extends LogConnector> broken = BrokenLog::new;

        @Override
        public LogConnector connector() {
            return broken.get();
        }
    }

    @TestFactory
    Stream<DynamicTest> each_fault_breaks_its_rules() {
        List<Fault<LiveLogConnector>> faults = new ArrayList<>(PlanningFaults.all());
        faults.addAll(ReadingFaults.all());
        faults.addAll(TailFaults.all());
        return Stream.concat(
                Matrix.of(Suite.class, faults, fault -> Suite.broken = fault.broken()),
                Matrix.complete(LogConformance.class, faults));
    }
}
