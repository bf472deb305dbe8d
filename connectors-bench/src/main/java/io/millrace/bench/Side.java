package io.millrace.bench;

/**
 * One of those that are compared.
 *
 * @param name its name on the line
 * @param before what is to be done before each run, off the clock
 * @param work the whole work, once
 * @param after what is to be done after each run, off the clock
 */
record Side(String name, Step before, Step work, Step after) {
    /** A part of a run. */
    interface Step {
        void run() throws Exception;
    }

    /** A side that needs nothing before and after. */
    static Side of(String name, Step work) {
        return new Side(name, () -> {}, work, () -> {});
    }
}
