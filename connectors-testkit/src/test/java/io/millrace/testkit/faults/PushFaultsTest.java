package io.millrace.testkit.faults;

import io.millrace.api.PushConnector;
import io.millrace.testkit.PushConformance;
import io.millrace.testkit.example.TcpLinesUnderTest;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each fault planted in the source of lines fails just the rules that it breaks. */
class PushFaultsTest {
    /** The suite, run against the fault of the moment. */
    static class Suite extends PushConformance implements TcpLinesUnderTest {
        private static Supplier<? extends PushConnector> broken = BrokenPush::new;

        @Override
        public PushConnector connector() {
            return broken.get();
        }

        @Override
        public Duration patience() {
            return Duration.ofSeconds(2);
        }
    }

    @TestFactory
    Stream<DynamicTest> each_fault_breaks_its_rules() {
        List<Fault<PushConnector>> faults = PushFaults.all();
        return Stream.concat(
                Matrix.of(Suite.class, faults, fault -> Suite.broken = fault.broken()),
                Matrix.complete(PushConformance.class, faults));
    }
}
