package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.millrace.api.ConnectorException;
import io.millrace.api.Option;
import io.millrace.api.OptionSet;
import io.millrace.api.Options;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayNameGeneration;

/**
 * Every rule that the options of a connector keep, be it an input or an output. Extend it and answer the three questions; each
 * rule becomes a test.
 */
@DisplayNameGeneration(RuleNames.class)
public abstract class OptionsConformance {
    private static final String HIDDEN = "hunter2-xyzzy";
    private static final Set<String> TYPES_OF_ANY_TEXT = Set.of("text", "secret", "list");

    /** The name of a new object of the connector. */
    protected abstract String name();

    /** The options of a new object of the connector. */
    protected abstract OptionSet options();

    /** What a user must give, and nothing more. */
    protected abstract Map<String, String> smallest();

    /** If it fails: users type this name; could they get it wrong? */
    @Rule("S1.1 a connector's name is one lower-case word")
    void nameOfConnector() {
        assertThat(name()).matches("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    }

    /** If it fails: is the set made from what was read before, or from the environment? */
    @Rule("S1.2 the options are the same whenever asked for")
    void sameOptions() {
        assertThat(described(options())).isEqualTo(described(options()));
    }

    /** If it fails: the reference for users is made from these sentences. */
    @Rule("S1.3 every option says what it means")
    void documented() {
        for (Option<?> option : options().options()) {
            assertThat(option.doc()).as("the sentence of '%s'", option.name()).isNotBlank();
        }
        options()
                .passThroughs()
                .forEach(pass -> assertThat(pass.doc())
                        .as("the sentence of '%s*'", pass.prefix())
                        .isNotBlank());
    }

    /** If it fails: does a name come from another language or another system's file? Such a name is an alias. */
    @Rule("S1.4 names are in lower camel case, with dots between parts")
    void namesOfOptions() {
        for (Option<?> option : options().options()) {
            assertThat(option.name()).as("an option's name").matches("[a-z][a-zA-Z0-9]*(\\.[a-z][a-zA-Z0-9]*)*");
        }
    }

    /** If it fails: an option named like this is looked at by people who know that it is one. */
    @Rule("S1.5 an option whose name tells of a secret is declared as one")
    void secretsAreDeclared() {
        for (Option<?> option : options().options()) {
            if (option.name().matches("(?i).*(password|passphrase|secret|token|credential|apikey|privatekey).*")) {
                assertThat(option.isSecret())
                        .as("whether '%s' is a secret", option.name())
                        .isTrue();
            }
        }
    }

    /** If it fails: is a value changed by being read, so that executors see other options than the driver? */
    @Rule("S2.1 the smallest set is accepted and reads again the same")
    void smallestIsAccepted() {
        Options read = options().read(smallest());
        assertThat(options().read(read.asMap())).isEqualTo(read);
    }

    /** If it fails: is a default checked only when it is given? */
    @Rule("S2.2 every default is a valid value")
    void defaultsAreValid() {
        for (Option<?> option : options().options()) {
            String fallback = option.fallback();
            if (fallback != null) {
                assertThatCode(() -> options().read(smallest()).with(option, fallback))
                        .as("the default of '%s'", option.name())
                        .doesNotThrowAnyException();
            }
        }
    }

    /** If it fails: is there a prefix that lets every name through? */
    @Rule("S2.3 a misspelt name is refused, and the right one suggested")
    void misspelt() {
        List<String> names = new ArrayList<>();
        options().options().forEach(option -> names.add(option.name()));
        for (String name : names) {
            String misspelt = name + "x";
            assertThat(refused(with(misspelt, "1")))
                    .as("the refusal of '%s'", misspelt)
                    .contains("'" + misspelt + "'")
                    .containsAnyOf(names.stream().map(one -> "'" + one + "'").toArray(String[]::new));
        }
    }

    /** If it fails: is it found out when data should move, or never? */
    @Rule("S2.4 whatever is needed and left out is refused by its name")
    void leftOut() {
        for (String name : smallest().keySet()) {
            Map<String, String> given = new TreeMap<>(smallest());
            given.remove(name);
            assertThat(refused(given)).as("the refusal without '%s'", name).contains("'" + name + "'");
        }
    }

    /** If it fails: is a value parsed where it is used? */
    @Rule("S2.5 a value of a wrong type is refused by the option's name")
    void wrongValues() {
        for (Option<?> option : options().options()) {
            if (!TYPES_OF_ANY_TEXT.contains(option.type())) {
                assertThat(refused(with(option.name(), "\u0001 no such value")))
                        .as("the refusal of '%s', a %s", option.name(), option.type())
                        .contains("'" + option.name() + "'");
            }
        }
    }

    /** If it fails: does a check end at the first fault? */
    @Rule("S2.6 all faults are told together")
    void allTogether() {
        String told = refused(Map.of("no.such.option", "1", "another.unknown", "2"));
        assertThat(told).contains("'no.such.option'", "'another.unknown'");
        smallest().keySet().forEach(name -> assertThat(told).contains("'" + name + "'"));
    }

    /** If it fails: does a check or a parser quote the value? */
    @Rule("S2.7 a secret is never printed, neither when it is read nor when it is refused")
    void secretsAreHidden() {
        for (Option<?> option : options().options()) {
            if (option.isSecret()) {
                String told;
                try {
                    Options read = options().read(with(option.name(), HIDDEN));
                    told = read + " " + read.find(option);
                } catch (ConnectorException e) {
                    told = String.valueOf(e.getMessage());
                }
                assertThat(told).as("what is told of '%s'", option.name()).doesNotContain(HIDDEN);
            }
        }
    }

    private Map<String, String> with(String name, String value) {
        Map<String, String> given = new TreeMap<>(smallest());
        given.put(name, value);
        return given;
    }

    private String refused(Map<String, String> given) {
        return String.valueOf(Thrown.refused(() -> options().read(given)).getMessage());
    }

    private static List<String> described(OptionSet set) {
        List<String> all = new ArrayList<>();
        set.options()
                .forEach(option -> all.add(option.name() + " " + option.aliases() + " " + option.type() + " "
                        + option.doc() + " " + option.fallback() + " " + option.isRequired()));
        set.passThroughs().forEach(pass -> all.add(pass.toString()));
        return all;
    }
}
