package io.millrace.testkit.faults;

import io.millrace.api.OutputConnector;
import io.millrace.testkit.OutputConformance;
import io.millrace.testkit.example.MemoryOutputSuite;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each fault planted in the output in memory fails just the rules that it breaks. */
class OutputFaultsTest {
    private static Supplier<? extends OutputConnector> planted = BrokenOutput::new;

    /** The suite, run against the fault of the moment. All its connectors are one, as nothing is kept in a sound one. */
    abstract static class Suite extends MemoryOutputSuite {
        private final OutputConnector broken = planted.get();

        Suite(String delivery) {
            super(delivery);
        }

        @Override
        public OutputConnector connector() {
            return broken;
        }
    }

    static class Transactional extends Suite {
        Transactional() {
            super("transactional");
        }
    }

    static class Idempotent extends Suite {
        Idempotent() {
            super("idempotent");
        }
    }

    static class AtLeastOnce extends Suite {
        AtLeastOnce() {
            super("at_least_once");
        }
    }

    @TestFactory
    Stream<DynamicTest> each_fault_of_a_transactional_output_breaks_its_rules() {
        List<Fault<OutputConnector>> faults = new ArrayList<>(WritingFaults.all());
        faults.addAll(CommitFaults.all());
        return Stream.concat(
                Matrix.of(Transactional.class, faults, OutputFaultsTest::plant),
                Matrix.complete(OutputConformance.class, faults));
    }

    @TestFactory
    Stream<DynamicTest> each_fault_of_an_idempotent_output_breaks_its_rules() {
        return Matrix.of(Idempotent.class, CommitFaults.idempotent(), OutputFaultsTest::plant);
    }

    @TestFactory
    Stream<DynamicTest> each_fault_of_an_at_least_once_output_breaks_its_rules() {
        return Matrix.of(AtLeastOnce.class, CommitFaults.atLeastOnce(), OutputFaultsTest::plant);
    }

    private static void plant(Fault<OutputConnector> fault) {
        planted = fault.broken();
    }
}
