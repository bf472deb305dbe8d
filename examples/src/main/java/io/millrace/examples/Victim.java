package io.millrace.examples;

/**
 * Something that recovers.
 *
 * @param name for the terminal
 * @param blow kills it, and starts it again
 */
record Victim(String name, Blow blow) {
    /** What is done to it. */
    interface Blow {
        void strike() throws InterruptedException;
    }
}
