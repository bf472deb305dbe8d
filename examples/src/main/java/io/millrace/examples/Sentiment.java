package io.millrace.examples;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The mood of a text by a list of words: the number of different good words less that of different bad ones, as an expression of
 * Spark SQL, so that Spark compiles it.
 */
final class Sentiment {
    private static final String LIST = "sentiment.txt";

    /** Joins "not bad" to "not_bad", which the list holds as a word of its own. */
    private static final String NEGATIONS =
            "\\b(?:not|(?:do|does|did|is|was|would|could|can|will|are)n't|can't|won't) +(?=\\p{L})";

    private static final String WORDS = "[\\p{L}\\p{M}_']+|[\\x{2600}-\\x{27BF}\\x{1F300}-\\x{1FAFF}]";

    private final List<String> good = new ArrayList<>();
    private final List<String> bad = new ArrayList<>();

    private Sentiment() {}

    /** By the list that ships with the demo. */
    static Sentiment shipped() {
        Sentiment sentiment = new Sentiment();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(Sentiment.class.getResourceAsStream(LIST), LIST), StandardCharsets.UTF_8))) {
            lines.lines().filter(line -> !line.startsWith("#")).forEach(sentiment::learn);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sentiment;
    }

    /** SQL for the score of a text; above 0 is good. */
    String score(String text) {
        String plain = "translate(lower(%s), '’', \"'\")".formatted(text);
        String joined = "regexp_replace(regexp_replace(%s, r\"\\b(no|never) +(?=\\p{L})\", '$1_'), r\"%s\", 'not_')"
                .formatted(plain, NEGATIONS);
        String words = "regexp_extract_all(%s, r\"%s\", 0)".formatted(joined, WORDS);
        return "(size(array_intersect(%1$s, %2$s)) - size(array_intersect(%1$s, %3$s)))"
                .formatted(words, array(good), array(bad));
    }

    /** SQL for the name of a score. */
    static String name(String score) {
        return "CASE WHEN %1$s > 0 THEN 'positive' WHEN %1$s < 0 THEN 'negative' ELSE 'neutral' END".formatted(score);
    }

    private void learn(String line) {
        String word = line.substring(1).trim();
        (line.charAt(0) == '+' ? good : bad).add(word);
    }

    private static String array(List<String> words) {
        return words.stream().map(word -> '"' + word + '"').collect(Collectors.joining(", ", "array(", ")"));
    }
}
