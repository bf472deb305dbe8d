package io.millrace.testkit.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import io.millrace.testkit.Contract;
import io.millrace.testkit.Rule;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.platform.engine.DiscoverySelector;
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

    /** Runs of a slow suite only the rules that each fault breaks, and expects them to fail. */
    static <C> Stream<DynamicTest> narrow(Class<?> suite, List<Fault<C>> faults, Consumer<Fault<C>> plant) {
        return faults.stream()
                .map(fault -> DynamicTest.dynamicTest(fault.name(), () -> {
                    plant.accept(fault);
                    List<DiscoverySelector> rules = new ArrayList<>();
                    for (Class<?> at = suite; at != null; at = at.getSuperclass()) {
                        for (Method method : at.getDeclaredMethods()) {
                            Rule rule = method.getAnnotation(Rule.class);
                            if (rule != null && fault.breaks().contains(number(rule.value()))) {
                                rules.add(selectMethod(suite, method));
                            }
                        }
                    }
                    assertThat(failing(rules))
                            .as("the rules that fail when %s", fault.name())
                            .isEqualTo(fault.breaks());
                }));
    }

    /** Whether each rule of a contract is broken by some fault, but for those that no connector can break. */
    static <C> Stream<DynamicTest> complete(Class<?> contract, List<Fault<C>> faults, String... unbreakable) {
        return Stream.of(DynamicTest.dynamicTest("every rule is broken by some fault", () -> {
            Set<String> unbroken = new TreeSet<>();
            Contract.rules(contract).forEach(rule -> unbroken.add(number(rule)));
            unbroken.removeAll(List.of(unbreakable));
            faults.forEach(fault -> unbroken.removeAll(fault.breaks()));
            assertThat(unbroken).as("rules that no fault breaks").isEmpty();
        }));
    }

    /** The numbers of the rules that fail. */
    static Set<String> failing(Class<?> suite) {
        return failing(List.of(selectClass(suite)));
    }

    private static Set<String> failing(List<? extends DiscoverySelector> selectors) {
        Events tests = EngineTestKit.engine("junit-jupiter")
                .selectors(selectors.toArray(DiscoverySelector[]::new))
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
