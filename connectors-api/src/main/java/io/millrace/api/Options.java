package io.millrace.api;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Checked options under their canonical names. Made by {@link OptionSet#read}; immutable. It is not serializable: {@link
 * #asMap} is what travels, and it holds references to secrets, not what they refer to.
 */
public final class Options {
    private static final Pattern DELICATE =
            Pattern.compile("(?i)secret|passw|token|credential|jaas|private|access\\.?key|sas\\b");

    private final OptionSet set;
    private final SortedMap<String, String> texts;

    Options(OptionSet set, SortedMap<String, String> texts) {
        this.set = set;
        this.texts = Collections.unmodifiableSortedMap(new TreeMap<>(texts));
    }

    /** The value given, or else the option's default. The option must be required or have a default; else use {@link #find}. */
    public <T> T value(Option<T> option) {
        return find(option)
                .orElseThrow(() -> ConnectorException.bug(
                        "Option '" + option.name() + "' was asked for, but is neither given nor has it a default"));
    }

    /** The value given, or else the option's default, or else empty. */
    public <T> Optional<T> find(Option<T> option) {
        String text = texts.getOrDefault(option.name(), option.fallback());
        return text == null ? Optional.empty() : Optional.of(option.parse(text));
    }

    /** Whether the user gave this option. */
    public boolean has(Option<?> option) {
        return texts.containsKey(option.name());
    }

    /** What was given under a prefix, by the names after it; references to secrets are resolved now, on this machine. */
    public Map<String, String> passedThrough(String prefix) {
        Map<String, String> passed = new TreeMap<>();
        texts.forEach((name, text) -> {
            if (name.startsWith(prefix)) {
                passed.put(
                        name.substring(prefix.length()), Secret.of(name, text).reveal());
            }
        });
        return passed;
    }

    /** All that was given, under canonical names, as text; {@link OptionSet#read} makes the same options of it. */
    public Map<String, String> asMap() {
        return texts;
    }

    /** These options with one of them set. */
    public Options with(Option<?> option, String text) {
        option.parse(text);
        SortedMap<String, String> changed = new TreeMap<>(texts);
        changed.put(option.name(), text);
        return new Options(set, changed);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Options that && texts.equals(that.texts);
    }

    @Override
    public int hashCode() {
        return Objects.hash(texts);
    }

    /** The options as users may see them in a log: without secrets. */
    @Override
    public String toString() {
        SortedMap<String, String> shown = new TreeMap<>(texts);
        shown.replaceAll((name, text) -> isDelicate(name) ? "[hidden]" : text);
        return shown.toString();
    }

    /** Whether the value of this name must not be printed: a secret, or what a name that is handed on says is one. */
    public boolean isDelicate(String name) {
        return DELICATE.matcher(name).find()
                || set.options().stream()
                        .anyMatch(option -> option.isSecret() && option.name().equals(name));
    }
}
