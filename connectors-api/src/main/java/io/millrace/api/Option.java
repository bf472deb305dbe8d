package io.millrace.api;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The declaration of one option: its name, type, meaning, default and other names. Declared once as a constant, used to check
 * what users give, to read it, and to write the reference. Immutable; each method below answers a changed copy.
 *
 * @param <T> the type of its value
 */
public final class Option<T> {
    private final String name;
    private final String type;
    private final Function<String, T> parser;
    private final String doc;
    private final @Nullable String fallback;
    private final boolean required;
    private final Map<String, Map<String, String>> aliases;

    private Option(
            String name,
            String type,
            Function<String, T> parser,
            String doc,
            @Nullable String fallback,
            boolean required,
            Map<String, Map<String, String>> aliases) {
        this.name = Objects.requireNonNull(name, "name");
        this.type = type;
        this.parser = parser;
        this.doc = doc;
        this.fallback = fallback;
        this.required = required;
        this.aliases = aliases;
    }

    /** An option of any type. The parser throws {@link IllegalArgumentException}, whose message says what it expected. */
    public static <T> Option<T> of(String name, String type, Function<String, T> parser) {
        return new Option<>(name, type, parser, "", null, false, Map.of());
    }

    /** Text. */
    public static Option<String> string(String name) {
        return of(name, "text", Function.identity());
    }

    /** A whole number. */
    public static Option<Long> wholeNumber(String name) {
        return of(name, "whole number", OptionTypes::wholeNumber);
    }

    /** A number of bytes: {@code 4096}, {@code 64k}, {@code 10mb}, {@code 1g}. */
    public static Option<Long> size(String name) {
        return of(name, "size", OptionTypes::size);
    }

    /** {@code true} or {@code false}. */
    public static Option<Boolean> flag(String name) {
        return of(name, "true or false", OptionTypes::flag);
    }

    /** A length of time: {@code 500ms}, {@code 10s}, {@code 15m}, {@code 2h}, {@code 7d}, ISO-8601; a bare number is milliseconds. */
    public static Option<Duration> duration(String name) {
        return of(name, "duration", OptionTypes::duration);
    }

    /** A moment: ISO-8601 ({@code 2026-01-31T12:00:00Z}) or milliseconds since 1970. */
    public static Option<Instant> instant(String name) {
        return of(name, "instant", OptionTypes::instant);
    }

    /** A list of texts separated by commas; blanks around them do not count. */
    public static Option<List<String>> list(String name) {
        return of(name, "list", OptionTypes::list);
    }

    /** One of the constants of an enum, in any case. */
    public static <E extends Enum<E>> Option<E> oneOf(String name, Class<E> choices) {
        List<String> words = Arrays.stream(choices.getEnumConstants())
                .map(choice -> choice.name().toLowerCase(Locale.ROOT))
                .toList();
        return of(name, String.join(" | ", words), text -> OptionTypes.oneOf(text, choices));
    }

    /** A value that is never printed; see {@link Secret} for references. */
    public static Option<Secret> secret(String name) {
        return of(name, "secret", text -> Secret.of(name, text));
    }

    /** This option with a sentence on what it means. */
    public Option<T> doc(String sentence) {
        return new Option<>(name, type, parser, sentence, fallback, required, aliases);
    }

    /** This option with a default, as text. */
    public Option<T> orElse(String text) {
        var unused = parser.apply(text);
        return new Option<>(name, type, parser, doc, text, false, aliases);
    }

    /** This option, which must be given. */
    public Option<T> required() {
        return new Option<>(name, type, parser, doc, null, true, aliases);
    }

    /** This option under further names. */
    public Option<T> alias(String... names) {
        Option<T> named = this;
        for (String alias : names) {
            named = named.alias(alias, Map.of());
        }
        return named;
    }

    /** This option under a further name whose values mean others: {@code failOnDataLoss=false} is {@code onDataLoss=warn}. */
    public Option<T> alias(String alias, Map<String, String> translation) {
        Map<String, Map<String, String>> more = new LinkedHashMap<>(aliases);
        more.put(alias, Map.copyOf(translation));
        return new Option<>(name, type, parser, doc, fallback, required, Collections.unmodifiableMap(more));
    }

    /** This option with a condition on its value, told to users as "{@code must}". */
    public Option<T> check(Predicate<T> condition, String must) {
        Function<String, T> checked = text -> {
            T value = parser.apply(text);
            if (!condition.test(value)) {
                throw new IllegalArgumentException(must);
            }
            return value;
        };
        return new Option<>(name, type, checked, doc, fallback, required, aliases);
    }

    /** The canonical name. */
    public String name() {
        return name;
    }

    /** The type in words. */
    public String type() {
        return type;
    }

    /** What the option means; empty if nobody said. */
    public String doc() {
        return doc;
    }

    /** The default as text, or null if there is none. */
    public @Nullable String fallback() {
        return fallback;
    }

    /** Whether it must be given. */
    public boolean isRequired() {
        return required;
    }

    /** Whether its value must not be printed. */
    public boolean isSecret() {
        return type.equals("secret");
    }

    /** The further names. */
    public List<String> aliases() {
        return List.copyOf(aliases.keySet());
    }

    /** The canonical name and the further ones. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        names.add(name);
        names.addAll(aliases.keySet());
        return names;
    }

    /** Turns text into a value. */
    T parse(String text) {
        return parser.apply(text);
    }

    /** What {@code text}, given under {@code alias}, means under the canonical name. */
    String translate(String alias, String text) {
        Map<String, String> translation = aliases.getOrDefault(alias, Map.of());
        return translation.getOrDefault(text.trim().toLowerCase(Locale.ROOT), text);
    }
}
