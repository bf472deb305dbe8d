package io.millrace.cli.pipeline;

import java.util.List;

/**
 * A change of a right pipeline file that makes it wrong.
 *
 * @param what the mistake
 * @param from what stands in the right file
 * @param to what stands there instead
 * @param at a text of the line that must be named
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

    int line(String file) {
        List<String> lines = in(file).lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains(at)) {
                return i + 1;
            }
        }
        throw new IllegalArgumentException("'" + at + "' is not in the file");
    }

    @Override
    public String toString() {
        return what;
    }
}
