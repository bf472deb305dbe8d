package io.millrace.examples;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a text is made of, as SQL, so that it is saved with a model: its words with emoji and emoticons, and pairs
 * of words. The score by the list of words is a term too, which helps where little was labelled.
 */
final class MoodTerms {
    /** Words. */
    static final String WORDS = "word_terms";

    /** Words, and pairs of them. */
    static final String PAIRS = "pair_terms";

    /** All columns that are made. */
    static final List<String> COLUMNS = List.of("plain", "words", WORDS, PAIRS);

    private static final String EMOTICON = "[:;=][-o*']?[)\\](\\[dp/|](?!\\p{L})|<3";
    private static final String EMOJI = "[\\x{2600}-\\x{27BF}\\x{1F300}-\\x{1FAFF}]";
    private static final String WORD = "[@#]?[\\p{L}\\p{M}\\p{N}_']+";
    private static final String NEGATION = "^(?:not|no|never|nothing|without|hardly|.*n't|cannot)$";
    private static final int REACH = 2;

    private MoodTerms() {}

    /** A statement on the table {@code __THIS__} that adds the columns to one that has a column {@code text}. */
    static String statement() {
        String token = String.join("|", EMOTICON, WORD, "[!?]+", EMOJI);
        String plain = "SELECT *, %s AS plain FROM __THIS__".formatted(plain());
        String words = "SELECT *, regexp_extract_all(plain, r\"%s\", 0) AS words FROM (%s)".formatted(token, plain);
        String few = "SELECT *, array_append(%s, %s) AS %s FROM (%s)".formatted(negations(), score(), WORDS, words);
        return "SELECT *, array_union(%s, %s) AS %s FROM (%s)".formatted(WORDS, pairs(), PAIRS, few);
    }

    /** Links, numbers and stretched words are each alike. */
    private static String plain() {
        String text = "translate(lower(coalesce(text, '')), '’', \"'\")";
        text = "replace(replace(replace(%s, '&amp;', '&'), '&lt;', '<'), '&gt;', '>')".formatted(text);
        text = replaced(text, "https?://\\S+", " link ");
        text = replaced(text, "\\d+", "0");
        return replaced(text, "(.)\\1{2,}", "$1$1");
    }

    /** Words, and once more with a mark those that follow a negation. */
    private static String negations() {
        String negated = IntStream.rangeClosed(1, REACH)
                .mapToObj(back -> "get(words, i - %d) RLIKE r\"%s\"".formatted(back, NEGATION))
                .collect(Collectors.joining(" OR "));
        return "array_union(words, transform(words, (w, i) -> IF(%s, concat('not_', w), w)))".formatted(negated);
    }

    private static String pairs() {
        return "array_compact(zip_with(words, slice(words, 2, size(words)), (a, b) -> concat(a, ' ', b)))";
    }

    private static String score() {
        return "concat('score ', CAST(greatest(-2, least(2, %s)) AS STRING))"
                .formatted(Sentiment.shipped().score("text"));
    }

    private static String replaced(String text, String pattern, String by) {
        return "regexp_replace(%s, r\"%s\", '%s')".formatted(text, pattern, by);
    }
}
