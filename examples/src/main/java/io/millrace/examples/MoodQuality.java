package io.millrace.examples;

import java.util.Locale;

/**
 * How well a model tells moods that people have told before.
 *
 * @param posts how many posts it was asked about
 * @param accuracy the part of them that it told as people did
 * @param macroF1 the mean of the moods' F1 scores, in which a rare mood counts as much as a frequent one
 */
record MoodQuality(long posts, double accuracy, double macroF1) {
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "accuracy %.3f, macro-F1 %.3f on %,d posts held back", accuracy, macroF1, posts);
    }
}
