package io.millrace.testkit.example;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;

/**
 * The calls that were made to something, counted by kind; a test can break in before each. Safe for many threads.
 *
 * @param <C> the kinds of calls
 */
public final class Calls<C extends Enum<C>> {
    private final Map<C, Integer> counts;
    private volatile Hook<C> hook = (call, count) -> {};

    /**
     * What runs before each call, on the thread that makes it. What it throws is thrown to the caller.
     *
     * @param <C> the kinds of calls
     */
    @FunctionalInterface
    public interface Hook<C> {
        /**
         * Breaks in before a call.
         *
         * @param count how many calls of this kind there were, with this one
         */
        void before(C call, int count) throws IOException;
    }

    Calls(Class<C> kinds) {
        this.counts = new EnumMap<>(kinds);
    }

    /** How many calls of one kind there were. */
    public int count(C call) {
        synchronized (counts) {
            return counts.getOrDefault(call, 0);
        }
    }

    /** Sets what runs before each call; it replaces what was set before. */
    public void before(Hook<C> hook) {
        this.hook = hook;
    }

    void happened(C call) throws IOException {
        int count;
        synchronized (counts) {
            count = counts.merge(call, 1, Integer::sum);
        }
        hook.before(call, count);
    }
}
