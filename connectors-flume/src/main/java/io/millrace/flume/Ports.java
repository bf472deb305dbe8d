package io.millrace.flume;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The ports to try, in order, until one is free. 0 alone stands for any.
 *
 * @param first the first to try
 * @param last the last to try
 */
record Ports(int first, int last) {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,5})(?:\\s*-\\s*(\\d{1,5}))?");
    private static final int HIGHEST = 65_535;

    static Ports parse(String text) {
        Matcher matcher = TEXT.matcher(text.trim());
        if (matcher.matches()) {
            int first = Integer.parseInt(matcher.group(1));
            int last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
            if (first <= last && last <= HIGHEST && (first > 0 || last == 0)) {
                return new Ports(first, last);
            }
        }
        throw new IllegalArgumentException("expected a port such as 4141, a range such as 4141-4150, or 0 for any");
    }

    @Override
    public String toString() {
        return first == last ? Integer.toString(first) : first + "-" + last;
    }
}
