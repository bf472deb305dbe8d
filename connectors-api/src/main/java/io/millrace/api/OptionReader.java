package io.millrace.api;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** One check of what a user gave against an {@link OptionSet}: gathers every fault before it complains. */
final class OptionReader {
    private final OptionSet set;
    private final Map<String, Option<?>> byName = new HashMap<>();
    private final Map<String, String> spelling = new TreeMap<>();
    private final List<OptionFault> faults = new ArrayList<>();
    private final SortedMap<String, String> read = new TreeMap<>();
    private final Map<String, String> givenAs = new HashMap<>();

    OptionReader(OptionSet set) {
        this.set = set;
        for (Option<?> option : set.options()) {
            learn(option.name(), option);
            option.aliases().forEach(alias -> learn(alias, option));
        }
    }

    Options read(Map<String, String> given) {
        List<String> messages = faults(given).stream().map(OptionFault::message).toList();
        if (!messages.isEmpty()) {
            throw ConnectorException.settings(
                    messages.size() == 1
                            ? (messages.get(0).startsWith("'") ? "Option " : "Options: ") + messages.get(0)
                            : messages.size() + " options are wrong: " + String.join("; ", messages));
        }
        return new Options(set, read);
    }

    /** All that is wrong with what was given. Asked once, as {@link #read} is. */
    List<OptionFault> faults(Map<String, String> given) {
        new TreeMap<>(given).forEach(this::take);
        for (Option<?> option : set.options()) {
            if (option.isRequired() && !read.containsKey(option.name())) {
                fault(
                        option.name(),
                        "'" + option.name() + "' is missing" + (option.doc().isEmpty() ? "" : ": " + option.doc()));
            }
        }
        set.choices().forEach(this::checkChoice);
        return List.copyOf(faults);
    }

    private void fault(String option, String message) {
        faults.add(new OptionFault(option, message));
    }

    /** Option names differ by more than case. */
    static String fold(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private void learn(String name, Option<?> option) {
        byName.put(fold(name), option);
        spelling.put(fold(name), name);
    }

    private void take(String name, String text) {
        String reason = set.refused().get(fold(name));
        if (reason != null) {
            fault(name, "'" + name + "' is not allowed: " + reason);
            return;
        }
        Option<?> option = byName.get(fold(name));
        if (option != null) {
            takeDeclared(option, name, text);
            return;
        }
        Optional<OptionSet.PassThrough> through = set.passThroughs().stream()
                .filter(pass -> fold(name).startsWith(fold(pass.prefix())))
                .findFirst();
        if (through.isPresent()) {
            takePassed(through.get(), name, text);
        } else {
            fault(name, "'" + name + "' is not known" + suggestion(name));
        }
    }

    private void takeDeclared(Option<?> option, String name, String text) {
        String meaning = option.translate(spelling.getOrDefault(fold(name), name), text);
        String before = read.putIfAbsent(option.name(), meaning);
        if (before != null && !before.equals(meaning)) {
            fault(
                    name,
                    "'" + name + "' and '" + givenAs.get(option.name())
                            + "' are two names of one option and have different values; keep one");
            return;
        }
        givenAs.put(option.name(), name);
        try {
            option.parse(meaning);
        } catch (IllegalArgumentException e) {
            String shown = option.isSecret() ? "" : "='" + text + "'";
            fault(name, "'" + name + "'" + shown + ": " + e.getMessage());
        }
    }

    private void takePassed(OptionSet.PassThrough pass, String name, String text) {
        String rest = name.substring(pass.prefix().length());
        Optional<String> nearest =
                pass.known().contains(rest) ? Optional.empty() : Names.nearest(rest, pass.known(), 2);
        if (nearest.isPresent()) {
            fault(name, "'" + name + "' is not known; did you mean '" + pass.prefix() + nearest.get() + "'?");
        } else {
            read.put(pass.prefix() + rest, text);
        }
    }

    private String suggestion(String name) {
        List<String> candidates = new ArrayList<>(spelling.values());
        set.passThroughs().forEach(pass -> pass.known().forEach(known -> candidates.add(pass.prefix() + known)));
        return Names.nearest(name, candidates, Math.max(2, name.length() / 3))
                .map(nearest -> "; did you mean '" + nearest + "'?")
                .orElseGet(() -> "; known are " + String.join(", ", names()));
    }

    private List<String> names() {
        List<String> names = new ArrayList<>();
        set.options().forEach(option -> names.add(option.name()));
        set.passThroughs().forEach(pass -> names.add(pass.prefix() + "*"));
        return names;
    }

    private void checkChoice(OptionSet.Choice choice) {
        List<String> there = new ArrayList<>();
        List<String> all = new ArrayList<>();
        for (Option<?> option : choice.among()) {
            all.add("'" + option.name() + "'");
            if (read.containsKey(option.name())) {
                there.add("'" + option.name() + "'");
            }
        }
        if (there.size() > 1) {
            fault(there.get(1).replace("'", ""), String.join(" and ", there) + " exclude each other; keep one");
        } else if (there.isEmpty() && choice.mustChoose()) {
            fault(choice.among().get(0).name(), "one of " + String.join(", ", all) + " is needed");
        }
    }
}
