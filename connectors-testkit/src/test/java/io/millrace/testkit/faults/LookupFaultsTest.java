package io.millrace.testkit.faults;

import io.millrace.api.KeyedStoreConnector;
import io.millrace.testkit.LookupConformance;
import io.millrace.testkit.example.LookupsInMemory;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each fault planted in the look-up in memory fails just the rules that it breaks. */
class LookupFaultsTest {
    private static Supplier<? extends KeyedStoreConnector> planted = BrokenLookup::new;

    /** The suite, run against the fault of the moment. */
    static class Suite extends LookupConformance implements LookupsInMemory {
        @Override
        public KeyedStoreConnector connector() {
            return planted.get();
        }
    }

    @TestFactory
    Stream<DynamicTest> each_fault_of_a_look_up_breaks_its_rules() {
        List<Fault<KeyedStoreConnector>> faults = LookupFaults.all();
        return Stream.concat(
                Matrix.of(Suite.class, faults, fault -> planted = fault.broken()),
                Matrix.complete(LookupConformance.class, faults));
    }
}
