package io.millrace.cli.pipeline;

import java.util.List;

/**
 * A change of a right pipeline file that makes it wrong.
 *
 * @param what the mistake
 * @param from what stands in the right file
 * @param to what stands there instead
 * @param at what begins on the line that must be named
 * @param words what the message must say
 */
record Mistake(String what, String from, String to, String at, List<String> words) {
    static Mistake of(String what, String from, String to, String at, String... words) {
        return new Mistake(what, from, to, at, List.of(words));
    }

    String in(String file) {
        if (!file.contains(from)) {
            throw new IllegalArgumentException("'" + from + "' is not in the file");
        }
        return file.replace(from, to);
    }

    /** The line on which the text begins that must be named. */
    int line(String file) {
        String wrong = in(file);
        if (!wrong.contains(at)) {
            throw new IllegalArgumentException("'" + at + "' is not in the file");
        }
        return 1
                + (int) wrong.substring(0, wrong.indexOf(at))
                        .chars()
                        .filter(c -> c == '\n')
                        .count();
    }

    @Override
    public String toString() {
        return what;
    }
}
