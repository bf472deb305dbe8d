package io.millrace.examples;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The hashtags of a text: a sign # that does not follow on a word, and the letters, digits and underscores behind it, in lower
 * case. Written apart from the SQL of the pipeline, so that the two can be held against each other.
 */
final class Hashtags {
    private Hashtags() {}

    static List<String> of(String text) {
        List<String> tags = new ArrayList<>();
        int before = ' ';
        int at = 0;
        while (at < text.length()) {
            int sign = text.codePointAt(at);
            int next = at + Character.charCount(sign);
            if (sign == '#' && !isPartOfWord(before) && before != '&') {
                int end = endOfWord(text, next);
                if (end > next) {
                    tags.add(text.substring(next, end).toLowerCase(Locale.ROOT));
                    before = text.codePointBefore(end);
                    at = end;
                    continue;
                }
            }
            before = sign;
            at = next;
        }
        return tags;
    }

    private static int endOfWord(String text, int from) {
        int at = from;
        while (at < text.length() && isPartOfWord(text.codePointAt(at))) {
            at += Character.charCount(text.codePointAt(at));
        }
        return at;
    }

    private static boolean isPartOfWord(int sign) {
        return sign == '_'
                || switch (Character.getType(sign)) {
                    case Character.UPPERCASE_LETTER,
                            Character.LOWERCASE_LETTER,
                            Character.TITLECASE_LETTER,
                            Character.MODIFIER_LETTER,
                            Character.OTHER_LETTER,
                            Character.NON_SPACING_MARK,
                            Character.ENCLOSING_MARK,
                            Character.COMBINING_SPACING_MARK,
                            Character.DECIMAL_DIGIT_NUMBER -> true;
                    default -> false;
                };
    }
}
