package io.millrace.testkit.faults;

import io.millrace.api.OptionSet;
import io.millrace.api.StoreConnector;
import io.millrace.testkit.StoreConformance;
import io.millrace.testkit.StoreFacesConformance;
import io.millrace.testkit.example.StoresInMemory;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each fault planted in the store in memory fails just the rules that it breaks. */
class StoreFaultsTest {
    private static Supplier<? extends StoreConnector> planted = BrokenStore::new;

    /** The suite, run against the fault of the moment. */
    static class Suite extends StoreConformance implements StoresInMemory {
        @Override
        public StoreConnector connector() {
            return planted.get();
        }
    }

    /** The suite of faces, run against the fault of the moment. */
    static class Faces extends StoreFacesConformance implements StoresInMemory {
        @Override
        public StoreConnector connector() {
            return new PlantedStore();
        }
    }

    @TestFactory
    Stream<DynamicTest> each_fault_of_a_store_breaks_its_rules() {
        List<Fault<StoreConnector>> faults = StoreFaults.all();
        return Stream.concat(
                Matrix.of(Suite.class, faults, fault -> planted = fault.broken()),
                Matrix.complete(StoreConformance.class, faults));
    }

    @TestFactory
    Stream<DynamicTest> each_fault_of_a_store_is_seen_through_spark() {
        List<Fault<StoreConnector>> faults = List.of(
                StoreFaults.spoiling("a text is cut", "F6.1 F6.2 F6.4", (values, scan) -> {
                    int at = scan.columns().indexOf("name");
                    if (at >= 0 && values.get(at) instanceof String text && !text.isEmpty()) {
                        values.set(at, text.substring(1));
                    }
                    return values;
                }),
                StoreFaults.planning(
                        "every filter is said to be applied",
                        "F6.3",
                        (sound, scan) ->
                                new io.millrace.api.ScanPlan(sound.plan(scan).slices(), List.of())),
                Fault.of("a prefix lets every name through", "F6.5", () -> new BrokenStore() {
                    @Override
                    public OptionSet options() {
                        return super.options().passThrough("", Set.of(), "Anything.");
                    }
                }));
        return Stream.concat(
                Matrix.narrow(Faces.class, faults, fault -> PlantedStore.planted = fault.broken()),
                Matrix.complete(StoreFacesConformance.class, faults));
    }
}
