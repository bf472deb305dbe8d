package io.millrace.examples;

import java.time.Instant;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The posts that the source has taken: what the outputs must hold, counted without Spark. Safe for several threads. */
final class HandedOver {
    private final long firstId;
    private final BitSet taken = new BitSet();
    private final Map<String, Integer> strangers = new HashMap<>();
    private final Map<Use, Long> uses = new HashMap<>();
    private final Map<Use, Long> subjects = new HashMap<>();
    private final Map<String, Long> authors = new HashMap<>();

    /** Nothing yet; ids are consecutive from the first one. */
    HandedOver(long firstId) {
        this.firstId = firstId;
    }

    /** The id of the post with this number, counted from 0. */
    String id(int number) {
        return Long.toString(firstId + number);
    }

    /** The number of the post with this id, or -1 if no such post was handed over. */
    synchronized int number(String id) {
        Integer stranger = strangers.get(id);
        if (stranger != null) {
            return stranger;
        }
        try {
            long number = Long.parseLong(id) - firstId;
            return number >= 0 && number < taken.length() && taken.get((int) number) ? (int) number : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    synchronized void add(int number, Instant createdAt, String author, List<String> hashtags) {
        taken.set(number);
        authors.merge(author, 1L, Long::sum);
        subjects.merge(Use.at(createdAt, hashtags.isEmpty() ? "" : hashtags.get(0)), 1L, Long::sum);
        hashtags.forEach(tag -> uses.merge(Use.at(createdAt, tag), 1L, Long::sum));
    }

    /** A post whose id is not ours; one that is known is left as it is. */
    synchronized void add(String id, Instant createdAt, String author, List<String> hashtags) {
        if (!strangers.containsKey(id)) {
            strangers.put(id, strangers.size());
            add(strangers.size() - 1, createdAt, author, hashtags);
        }
    }

    synchronized int count() {
        return taken.cardinality();
    }

    /** How often each hashtag was used in each window. */
    synchronized Map<Use, Long> uses() {
        return Map.copyOf(uses);
    }

    /** How many posts of each window have each hashtag for their first one; those without any have an empty one. */
    synchronized Map<Use, Long> subjects() {
        return Map.copyOf(subjects);
    }

    /** How many posts each author has written. */
    synchronized Map<String, Long> authors() {
        return Map.copyOf(authors);
    }
}
