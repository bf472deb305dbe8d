package io.millrace.runtime.journal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which identified batches were seen, as spans of consecutive numbers of one sender. When there are more spans than may be
 * remembered, those go first that were last seen longest ago. Used by one thread at a time.
 */
final class Identities {
    private final int most;
    private final Map<String, NavigableMap<Long, Span>> senders = new TreeMap<>();
    private int spans;

    /**
     * Numbers of one sender without a gap.
     *
     * @param last the last number, inclusive: the largest number there is has none behind it
     * @param seenMicros when one of them was last sealed, in microseconds since 1970-01-01T00:00:00Z
     */
    record Span(String sender, long first, long last, long seenMicros) {}

    /** @param most the most spans that are remembered */
    Identities(int most) {
        this.most = most;
    }

    boolean isEmpty() {
        return spans == 0;
    }

    boolean contains(String sender, long number) {
        NavigableMap<Long, Span> numbers = senders.get(sender);
        Map.Entry<Long, Span> below = numbers == null ? null : numbers.floorEntry(number);
        return below != null && number <= below.getValue().last();
    }

    void add(String sender, long number, long seenMicros) {
        add(new Span(sender, number, number, seenMicros));
    }

    /** Adds numbers, some of which may be there. */
    void add(Span span) {
        NavigableMap<Long, Span> numbers = senders.computeIfAbsent(span.sender(), name -> new TreeMap<>());
        Span merged = span;
        for (Span other = touching(numbers, merged); other != null; other = touching(numbers, merged)) {
            numbers.remove(other.first());
            spans--;
            merged = new Span(
                    span.sender(),
                    Math.min(merged.first(), other.first()),
                    Math.max(merged.last(), other.last()),
                    Math.max(merged.seenMicros(), other.seenMicros()));
        }
        numbers.put(merged.first(), merged);
        spans++;
        if (spans > most) {
            forgetOldest();
        }
    }

    /** Forgets spans that were last seen before a moment. */
    void forgetBefore(long micros) {
        forget(span -> span.seenMicros() < micros);
    }

    void clear() {
        senders.clear();
        spans = 0;
    }

    /** All of them, by sender and number. */
    List<Span> spans() {
        List<Span> all = new ArrayList<>(spans);
        senders.values().forEach(numbers -> all.addAll(numbers.values()));
        return all;
    }

    /** A span that overlaps with another one or begins where that one ends; null if there is none. */
    private static @Nullable Span touching(NavigableMap<Long, Span> numbers, Span span) {
        Map.Entry<Long, Span> below = numbers.floorEntry(span.first());
        if (below != null
                && (below.getValue().last() >= span.first() || below.getValue().last() + 1 == span.first())) {
            return below.getValue();
        }
        Map.Entry<Long, Span> above = numbers.higherEntry(span.first());
        if (above != null && (above.getKey() <= span.last() || above.getKey() == span.last() + 1)) {
            return above.getValue();
        }
        return null;
    }

    /** A tenth at once, so that it is seldom done. */
    private void forgetOldest() {
        Span[] byAge = spans().toArray(Span[]::new);
        Arrays.sort(byAge, Comparator.comparingLong(Span::seenMicros));
        List<Span> oldest = List.of(byAge).subList(0, Math.max(1, byAge.length / 10));
        oldest.forEach(span -> {
            NavigableMap<Long, Span> numbers = senders.get(span.sender());
            if (numbers != null && numbers.remove(span.first()) != null) {
                spans--;
            }
        });
        senders.values().removeIf(Map::isEmpty);
    }

    private void forget(Predicate<Span> which) {
        senders.values().forEach(numbers -> numbers.values().removeIf(which));
        senders.values().removeIf(Map::isEmpty);
        spans = senders.values().stream().mapToInt(Map::size).sum();
    }
}
