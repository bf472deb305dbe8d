package io.millrace.testkit.faults;

import io.millrace.api.Option;
import io.millrace.api.OptionSet;
import io.millrace.testkit.OptionsConformance;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each fault planted in a set of options fails just the rules that it breaks. */
class OptionFaultsTest {
    private static final Option<String> TOPIC =
            Option.string("topic").required().doc("The topic.");
    private static final OptionSet SOUND = OptionSet.of(
            TOPIC,
            Option.wholeNumber("batch.size").orElse("5").doc("How many at once."),
            Option.secret("pin").doc("The number that opens the door."));
    private static Named planted = new Named("sound", () -> SOUND);

    /** What the suite tests: a connector's name and options. */
    private record Named(String name, Supplier<OptionSet> options) {}

    /** The suite, run against the fault of the moment. */
    static class Suite extends OptionsConformance {
        @Override
        protected String name() {
            return planted.name();
        }

        @Override
        protected OptionSet options() {
            return planted.options().get();
        }

        @Override
        protected Map<String, String> smallest() {
            return Map.of("topic", "t");
        }
    }

    @TestFactory
    Stream<DynamicTest> each_fault_breaks_its_rules() {
        AtomicInteger asked = new AtomicInteger();
        List<Fault<Named>> faults = List.of(
                Fault.of("the connector's name has a blank", "S1.1", () -> new Named("My Log", () -> SOUND)),
                options(
                        "a default depends on when it is asked for",
                        "S1.2",
                        () -> with(Option.string("who")
                                .orElse("client-" + asked.incrementAndGet())
                                .doc("Who asks."))),
                options("an option does not say what it means", "S1.3", () -> with(Option.string("mode"))),
                options(
                        "a name is in snake case",
                        "S1.4",
                        () -> with(Option.string("fetch_size").doc("How much to fetch."))),
                options(
                        "a password is an ordinary text",
                        "S1.5",
                        () -> with(Option.string("userPassword").doc("The password of the user."))),
                options(
                        "an option that users need not know must be given",
                        "S2.1 S2.2",
                        () -> with(Option.string("zone").required().doc("The zone."))),
                options(
                        "a default does not pass the option's own check",
                        "S2.2",
                        () -> with(Option.wholeNumber("n")
                                .orElse("0")
                                .check(n -> n > 0, "must be above 0")
                                .doc("How many."))),
                options(
                        "a prefix lets every name through",
                        "S2.3 S2.6",
                        () -> SOUND.passThrough("", Set.of(), "Anything.")),
                options(
                        "what is needed is not declared so",
                        "S2.4 S2.6",
                        () -> OptionSet.of(Option.string("topic").doc("The topic."))),
                options(
                        "any text is a number",
                        "S2.5",
                        () -> with(Option.of("n", "whole number", text -> 0L).doc("How many."))),
                options(
                        "a wrong value breaks the parser",
                        "S2.5",
                        () -> with(Option.of("n", "whole number", text -> {
                                    if (!text.matches("\\d+")) {
                                        throw new IllegalStateException("no number");
                                    }
                                    return Long.valueOf(text);
                                })
                                .doc("How many."))),
                options(
                        "a secret is quoted when it is refused",
                        "S2.7",
                        () -> with(Option.of("key", "secret", text -> {
                                    throw new IllegalArgumentException("'" + text + "' is no key");
                                })
                                .doc("The key."))));
        return Stream.concat(
                Matrix.of(Suite.class, faults, fault -> planted = fault.broken().get()),
                Matrix.complete(OptionsConformance.class, faults));
    }

    private static Fault<Named> options(String name, String breaks, Supplier<OptionSet> options) {
        return Fault.of(name, breaks, () -> new Named("broken", options));
    }

    private static OptionSet with(Option<?> option) {
        return SOUND.and(OptionSet.of(option));
    }
}
