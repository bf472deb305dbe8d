package io.millrace.api;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The texts that users may write for each type of option. Each method throws with a message that says what it expected. */
final class OptionTypes {
    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("(\\d+)\\s*([a-z]*)");
    private static final Map<String, Long> MILLIS = Map.of(
            "",
            1L,
            "ms",
            1L,
            "s",
            1_000L,
            "sec",
            1_000L,
            "m",
            60_000L,
            "min",
            60_000L,
            "h",
            3_600_000L,
            "d",
            86_400_000L);
    private static final Map<String, Long> BYTES = Map.of(
            "", 1L, "b", 1L, "k", 1L << 10, "kb", 1L << 10, "m", 1L << 20, "mb", 1L << 20, "g", 1L << 30, "gb",
            1L << 30);

    private OptionTypes() {}

    static long wholeNumber(String text) {
        try {
            return Long.parseLong(text.trim());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("expected a whole number", e);
        }
    }

    static long size(String text) {
        return scaled(text, BYTES, "expected a size such as 4096, 64k, 10mb or 1g");
    }

    static boolean flag(String text) {
        return switch (text.trim().toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("expected true or false");
        };
    }

    static Duration duration(String text) {
        String expected = "expected a duration such as 500ms, 10s, 15m or 2h";
        if (text.trim().startsWith("P") || text.trim().startsWith("p")) {
            try {
                return Duration.parse(text.trim());
            } catch (DateTimeException e) {
                throw new IllegalArgumentException(expected, e);
            }
        }
        return Duration.ofMillis(scaled(text, MILLIS, expected));
    }

    static Instant instant(String text) {
        String trimmed = text.trim();
        try {
            return trimmed.matches("-?\\d+")
                    ? Instant.ofEpochMilli(Long.parseLong(trimmed))
                    : OffsetDateTime.parse(trimmed).toInstant();
        } catch (DateTimeException | NumberFormatException e) {
            throw new IllegalArgumentException(
                    "expected an instant such as 2026-01-31T12:00:00Z, or milliseconds since 1970", e);
        }
    }

    static List<String> list(String text) {
        List<String> items = Arrays.stream(text.split(",", -1))
                .map(String::trim)
                .filter(item -> !item.isEmpty())
                .toList();
        if (items.isEmpty()) {
            throw new IllegalArgumentException("expected at least one name");
        }
        return items;
    }

    static <E extends Enum<E>> E oneOf(String text, Class<E> choices) {
        for (E choice : choices.getEnumConstants()) {
            if (choice.name().equalsIgnoreCase(text.trim())) {
                return choice;
            }
        }
        String words = Arrays.stream(choices.getEnumConstants())
                .map(choice -> choice.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
        throw new IllegalArgumentException("expected one of " + words);
    }

    private static long scaled(String text, Map<String, Long> units, String expected) {
        Matcher matcher = NUMBER_AND_UNIT.matcher(text.trim().toLowerCase(Locale.ROOT));
        Long unit = matcher.matches() ? units.get(matcher.group(2)) : null;
        if (unit == null) {
            throw new IllegalArgumentException(expected);
        }
        try {
            return Math.multiplyExact(Long.parseLong(matcher.group(1)), unit);
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException(expected + "; this one is too large", e);
        }
    }
}
