package io.millrace.hbase;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * The option {@code mapping}: columns separated by commas, each as a name, a type, a place, and more where needed.
 *
 * <pre>{@code
 * country STRING :key length=2, id BIGINT :key ordered, name STRING info:name, score DOUBLE info:score, at TIMESTAMP :time
 * }</pre>
 */
final class MappingText {
    private static final String WANTED =
            "expected columns such as 'id STRING :key, name STRING info:name, score DOUBLE info:score ordered'";
    private static final Pattern SPACE = Pattern.compile("\\s");

    private final UnaryOperator<String> avroSchemas;

    /** With the text of each Avro schema by its name. */
    MappingText(UnaryOperator<String> avroSchemas) {
        this.avroSchemas = avroSchemas;
    }

    /**
     * The columns.
     *
     * @throws IllegalArgumentException with what is wrong
     */
    List<Mapped> parse(String text) {
        List<Mapped> columns = new ArrayList<>();
        for (String column : split(text, ",")) {
            List<String> words = split(column, " ");
            try {
                columns.add(column(words));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("column '" + column + "': " + e.getMessage(), e);
            }
        }
        return columns;
    }

    private Mapped column(List<String> words) {
        int place = 2;
        while (place < words.size() && !words.get(place).contains(":")) {
            place++;
        }
        if (place >= words.size()) {
            throw new IllegalArgumentException("it has no place; " + WANTED);
        }
        String name = words.get(0).replaceFirst("^`(.*)`$", "$1");
        String type = String.join(" ", words.subList(1, place));
        MappedBuilder builder = new MappedBuilder(name, type, avroSchemas);
        for (String word : words.subList(place + 1, words.size())) {
            if (word.startsWith("length=")) {
                builder.length(word.substring("length=".length()));
            } else if (word.startsWith("avro=")) {
                builder.avro(word.substring("avro=".length()));
            } else {
                builder.encoding(word);
            }
        }
        return builder.at(words.get(place));
    }

    /** The parts between separators that are outside of brackets and back-quotes. */
    private static List<String> split(String text, String separator) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        boolean quoted = false;
        int start = 0;
        String plain = separator.equals(" ") ? SPACE.matcher(text).replaceAll(" ") : text;
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            if (c == '`') {
                quoted = !quoted;
            } else if (!quoted && (c == '<' || c == '(')) {
                depth++;
            } else if (!quoted && (c == '>' || c == ')')) {
                depth--;
            } else if (!quoted && depth == 0 && c == separator.charAt(0)) {
                parts.add(plain.substring(start, i).strip());
                start = i + 1;
            }
        }
        if (quoted || depth != 0) {
            throw new IllegalArgumentException("brackets or back-quotes without their other half; " + WANTED);
        }
        parts.add(plain.substring(start).strip());
        parts.removeIf(String::isEmpty);
        return parts;
    }
}
