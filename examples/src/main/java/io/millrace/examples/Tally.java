package io.millrace.examples;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Holds counts of an output against a plain recount: what they lack is lost, what they have too many was counted twice. */
final class Tally {
    private Tally() {}

    static <K> Found compare(String what, Map<K, Long> expected, Map<K, Long> counted, long repeated) {
        long lost = 0;
        long duplicated = 0;
        Set<K> all = new HashSet<>(expected.keySet());
        all.addAll(counted.keySet());
        for (K one : all) {
            long excess = counted.getOrDefault(one, 0L) - expected.getOrDefault(one, 0L);
            lost += Math.max(0, -excess);
            duplicated += Math.max(0, excess);
        }
        long in = expected.values().stream().mapToLong(Long::longValue).sum();
        return new Found(what, in, in - lost, lost, duplicated, repeated);
    }
}
