package io.millrace.examples;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a text is made of, as SQL, so that it is saved with a model: its words with emoji and emoticons, pairs of words, and runs
 * of characters within words. The score by the list of words is a term too, which helps where little was labelled.
 */
final class MoodTerms {
    /** Words and pairs of words. */
    static final String WORDS = "word_terms";

    /** These, and runs of characters. */
    static final String ALL = "all_terms";

    /** All columns that are made. */
    static final List<String> COLUMNS = List.of("plain", "words", WORDS, ALL);

    private static final String EMOTICON = "[:;=][-o*']?[)\\](\\[dp/|](?!\\p{L})|<3";
    private static final String EMOJI = "[\\x{2600}-\\x{27BF}\\x{1F300}-\\x{1FAFF}]";
    private static final String WORD = "[@#]?[\\p{L}\\p{M}\\p{N}_']+";
    private static final String NEGATION = "^(?:not|no|never|nothing|without|hardly|.*n't|cannot)$";
    private static final int REACH = 2;
    private static final int SHORTEST = 3;
    private static final int LONGEST = 5;

    private MoodTerms() {}

    /** A statement on the table {@code __THIS__} that adds the columns to one that has a column {@code text}. */
    static String statement() {
        String token = String.join("|", EMOTICON, WORD, "[!?]+", EMOJI);
        String plain = "SELECT *, %s AS plain FROM __THIS__".formatted(plain());
        String words = "SELECT *, regexp_extract_all(plain, r\"%s\", 0) AS words FROM (%s)".formatted(token, plain);
        String few = "SELECT *, array_append(%s, %s) AS %s FROM (%s)".formatted(wordsAndPairs(), score(), WORDS, words);
        return "SELECT *, array_union(%s, %s) AS %s FROM (%s)".formatted(WORDS, runs(), ALL, few);
    }

    /** Links, numbers and stretched words are each alike. */
    private static String plain() {
        String text = "translate(lower(coalesce(text, '')), '’', \"'\")";
        text = "replace(replace(replace(%s, '&amp;', '&'), '&lt;', '<'), '&gt;', '>')".formatted(text);
        text = replaced(text, "https?://\\S+", " link ");
        text = replaced(text, "\\d+", "0");
        return replaced(text, "(.)\\1{2,}", "$1$1");
    }

    private static String wordsAndPairs() {
        String negated = IntStream.rangeClosed(1, REACH)
                .mapToObj(back -> "get(words, i - %d) RLIKE r\"%s\"".formatted(back, NEGATION))
                .collect(Collectors.joining(" OR "));
        String marked = "transform(words, (w, i) -> IF(%s, concat('not_', w), w))".formatted(negated);
        String pairs = "array_compact(zip_with(words, slice(words, 2, size(words)), (a, b) -> concat(a, ' ', b)))";
        return "array_union(array_union(words, %s), %s)".formatted(marked, pairs);
    }

    private static String runs() {
        String line = "concat(' ', array_join(words, ' '), ' ')";
        return IntStream.rangeClosed(SHORTEST, LONGEST)
                .mapToObj(length ->
                        "transform(sequence(1, greatest(length(%1$s) - %2$d, 1)), i -> concat('~', substring(%1$s, i, %3$d)))"
                                .formatted(line, length - 1, length))
                .collect(Collectors.joining(", ", "concat(", ")"));
    }

    private static String score() {
        return "concat('score ', CAST(greatest(-2, least(2, %s)) AS STRING))"
                .formatted(Sentiment.shipped().score("text"));
    }

    private static String replaced(String text, String pattern, String by) {
        return "regexp_replace(%s, r\"%s\", '%s')".formatted(text, pattern, by);
    }
}
