package io.millrace.api;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * All options that something takes. Names are matched in any case, as Spark does. Unknown names are refused with the nearest
 * known one, and all faults are reported together. Immutable; each method below answers a larger copy.
 */
public final class OptionSet {
    /** A set without options. */
    public static final OptionSet EMPTY = new OptionSet(List.of(), List.of(), Map.of(), List.of());

    private final List<Option<?>> options;
    private final List<PassThrough> passThroughs;
    private final Map<String, String> refused;
    private final List<Choice> choices;

    /**
     * Names that are handed on as they are.
     *
     * @param prefix what the names begin with
     * @param known names after the prefix that are known to be right; a near miss of one of them is refused
     * @param doc what they mean
     */
    public record PassThrough(String prefix, Set<String> known, String doc) {
        /** Copies the set. */
        public PassThrough {
            known = Collections.unmodifiableSet(new TreeSet<>(known));
        }
    }

    /** A rule that exactly one, or at most one, of some options is given. */
    record Choice(List<Option<?>> among, boolean mustChoose) {}

    private OptionSet(
            List<Option<?>> options,
            List<PassThrough> passThroughs,
            Map<String, String> refused,
            List<Choice> choices) {
        this.options = options;
        this.passThroughs = passThroughs;
        this.refused = refused;
        this.choices = choices;
    }

    /** A set of options. */
    public static OptionSet of(Option<?>... options) {
        return EMPTY.and(new OptionSet(List.of(options), List.of(), Map.of(), List.of()));
    }

    /**
     * This set and another one together.
     *
     * @throws IllegalArgumentException if both know the same name
     */
    public OptionSet and(OptionSet other) {
        Map<String, String> names = new LinkedHashMap<>();
        List<Option<?>> all = joined(options, other.options);
        for (Option<?> option : all) {
            for (String name : option.names()) {
                if (names.put(OptionReader.fold(name), option.name()) != null) {
                    throw new IllegalArgumentException("Two options are named '" + name + "'");
                }
            }
        }
        Map<String, String> refusals = new LinkedHashMap<>(refused);
        refusals.putAll(other.refused);
        return new OptionSet(
                all,
                joined(passThroughs, other.passThroughs),
                Collections.unmodifiableMap(refusals),
                joined(choices, other.choices));
    }

    /**
     * This set with a prefix whose names are handed on as they are. Their values may be references as in {@link Secret}.
     *
     * @param known names after the prefix that are known to be right; a near miss of one of them is refused
     */
    public OptionSet passThrough(String prefix, Set<String> known, String doc) {
        return new OptionSet(
                options, joined(passThroughs, List.of(new PassThrough(prefix, known, doc))), refused, choices);
    }

    /** This set with a name that is refused, and the reason told to users. */
    public OptionSet refuse(String name, String reason) {
        Map<String, String> more = new LinkedHashMap<>(refused);
        more.put(OptionReader.fold(name), reason);
        return new OptionSet(options, passThroughs, Collections.unmodifiableMap(more), choices);
    }

    /** This set with the rule that exactly one of the given options is there. */
    public OptionSet exactlyOne(Option<?>... among) {
        return choice(new Choice(List.of(among), true));
    }

    /** This set with the rule that at most one of the given options is there. */
    public OptionSet atMostOne(Option<?>... among) {
        return choice(new Choice(List.of(among), false));
    }

    /** The options, in the order of their declaration. */
    public List<Option<?>> options() {
        return options;
    }

    /** The prefixes that are handed on. */
    public List<PassThrough> passThroughs() {
        return passThroughs;
    }

    /**
     * Checks and reads what a user gave.
     *
     * @throws ConnectorException with kind {@code SETTINGS} and all faults in its message
     */
    public Options read(Map<String, String> given) {
        return new OptionReader(this).read(given);
    }

    /** All that is wrong with what a user gave; empty if {@link #read} takes it. */
    public List<OptionFault> faults(Map<String, String> given) {
        return new OptionReader(this).faults(given);
    }

    Map<String, String> refused() {
        return refused;
    }

    List<Choice> choices() {
        return choices;
    }

    private OptionSet choice(Choice choice) {
        return new OptionSet(options, passThroughs, refused, joined(choices, List.of(choice)));
    }

    private static <T> List<T> joined(List<? extends T> some, List<? extends T> more) {
        List<T> all = new ArrayList<>(some);
        all.addAll(more);
        return Collections.unmodifiableList(all);
    }
}
