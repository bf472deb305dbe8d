package io.millrace.testkit.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.millrace.testkit.Contract;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** Runs a suite against each broken connector and compares the rules that fail with those that should. */
final class Matrix {
    private Matrix() {}

    static <C> Stream<DynamicTest> of(Class<?> suite, List<Fault<C>> faults, Consumer<Fault<C>> plant) {
        return faults.stream()
                .map(fault -> DynamicTest.dynamicTest(fault.name(), () -> {
                    plant.accept(fault);
                    assertThat(failing(suite))
                            .as("the rules that fail when %s", fault.name())
                            .isEqualTo(fault.breaks());
                }));
    }

    /** Whether each rule of a contract is broken by some fault. */
    static <C> Stream<DynamicTest> complete(Class<?> contract, List<Fault<C>> faults) {
        return Stream.of(DynamicTest.dynamicTest("every rule is broken by some fault", () -> {
            Set<String> unbroken = new TreeSet<>();
            Contract.rules(contract).forEach(rule -> unbroken.add(number(rule)));
            faults.forEach(fault -> unbroken.removeAll(fault.breaks()));
            assertThat(unbroken).as("rules that no fault breaks").isEmpty();
        }));
    }

    /** The numbers of the rules that fail. */
    static Set<String> failing(Class<?> suite) {
        Events tests = EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(suite))
                .execute()
                .testEvents();
        assertThat(tests.started().count()).as("rules that ran").isPositive();
        return tests.failed().stream()
                .map(event -> number(event.getTestDescriptor().getDisplayName()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String number(String rule) {
        return rule.substring(0, rule.indexOf(' '));
    }
}
