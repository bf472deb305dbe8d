package io.millrace.spark.parse;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The names of the messages of a {@code .proto} text, by where they stand in it: of all that the text says, this alone is read. */
final class ProtoNames {
    private static final Pattern NOTHING =
            Pattern.compile("//[^\\n]*|(?s:/\\*.*?\\*/)|\"(?:\\\\.|[^\"\\\\])*\"|'(?:\\\\.|[^'\\\\])*'");
    private static final Pattern WORD = Pattern.compile("[\\w.]+|[{};]");

    private ProtoNames() {}

    private record Block(String name, List<Block> messages) {}

    /**
     * The full name of a message.
     *
     * @param path its number among the messages of the file, then among those inside that one, and so on
     */
    static Optional<String> name(String proto, List<Integer> path) {
        List<String> words = WORD.matcher(NOTHING.matcher(proto).replaceAll(" "))
                .results()
                .map(MatchResult::group)
                .toList();
        StringBuilder full = new StringBuilder(packageName(words));
        Block at = file(words);
        for (int number : path) {
            if (number < 0 || number >= at.messages().size()) {
                return Optional.empty();
            }
            at = at.messages().get(number);
            full.append(full.isEmpty() ? "" : ".").append(at.name());
        }
        return path.isEmpty() ? Optional.empty() : Optional.of(full.toString());
    }

    private static String packageName(List<String> words) {
        int at = words.indexOf("package");
        return at >= 0 && at + 2 < words.size() && words.get(at + 2).equals(";") ? words.get(at + 1) : "";
    }

    private static Block file(List<String> words) {
        Block file = new Block("", new ArrayList<>());
        Deque<Block> open = new ArrayDeque<>(List.of(file));
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (word.equals("{")) {
                boolean message = i >= 2 && words.get(i - 2).equals("message");
                Block block = new Block(words.get(Math.max(0, i - 1)), new ArrayList<>());
                if (message) {
                    open.element().messages().add(block);
                }
                open.push(block);
            } else if (word.equals("}") && open.size() > 1) {
                open.pop();
            }
        }
        return file;
    }
}
