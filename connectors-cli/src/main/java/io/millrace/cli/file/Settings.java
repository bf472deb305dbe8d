package io.millrace.cli.file;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Names with texts, such as a connector's options.
 *
 * @param values the texts by their names, in the order of the file
 */
public record Settings(Map<String, Located> values) {
    /** No names at all. */
    public static final Settings NONE = new Settings(Map.of());

    /** Copies the map. */
    public Settings {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** Texts that are their own names. */
    public static Settings of(List<Located> texts) {
        Map<String, Located> all = new LinkedHashMap<>();
        texts.forEach(text -> all.put(text.text(), text));
        return new Settings(all);
    }

    /** The texts alone. */
    public Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        values.forEach((name, value) -> texts.put(name, value.text()));
        return texts;
    }

    /** Where a name stands, in any case, or else another place. */
    public Spot spot(String name, Spot otherwise) {
        return values.entrySet().stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase(name))
                .map(entry -> entry.getValue().spot())
                .findFirst()
                .orElse(otherwise);
    }

    /** Where a word stands, as a name, or else as one of the words of a value; or else another place. */
    public Spot spotOfWord(String word, Spot otherwise) {
        Pattern alone = Pattern.compile("(?<![\\w.-])" + Pattern.quote(word) + "(?![\\w.-])");
        return spot(
                word,
                values.values().stream()
                        .filter(value -> alone.matcher(value.text()).find())
                        .map(Located::spot)
                        .findFirst()
                        .orElse(otherwise));
    }

    /** These with what stands before their names. */
    public Settings prefixed(String prefix) {
        Map<String, Located> all = new LinkedHashMap<>();
        values.forEach((name, value) -> all.put(prefix + name, value));
        return new Settings(all);
    }

    /** These, and others beside them. */
    public Settings and(Settings others) {
        Map<String, Located> all = new LinkedHashMap<>(values);
        all.putAll(others.values);
        return new Settings(all);
    }
}
