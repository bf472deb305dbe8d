package io.millrace.testkit.faults;

import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * One fault, planted in a connector that is sound otherwise.
 *
 * @param name what is wrong
 * @param breaks the numbers of the rules that must fail, and no others
 * @param broken makes the broken connector
 * @param <C> the kind of connector
 */
record Fault<C>(String name, Set<String> breaks, Supplier<C> broken) {
    /** A fault that breaks the rules whose numbers are listed, separated by blanks. */
    static <C> Fault<C> of(String name, String breaks, Supplier<C> broken) {
        return new Fault<>(name, new TreeSet<>(Set.of(breaks.split(" "))), broken);
    }
}
