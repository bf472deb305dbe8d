package io.millrace.runtime.lookup;

/** Takes the counts of one task's look-ups. Used by the task's thread. */
public interface LookupMeter {
    /** What became of the look-up of a row. */
    enum Outcome {
        /** The key has rows. */
        FOUND,
        /** The key has no rows, or is null. */
        MISSING,
        /** The look-up failed, or took too long. */
        FAILED
    }

    /**
     * Counts a row.
     *
     * @param hit whether the answer was known, or under way already
     */
    void row(Outcome outcome, boolean hit);

    /** Adds what requests came to: how many, of how many keys, and how long they took together. */
    void requests(long requests, long keys, long nanos);

    /** Tells how many keys the process remembers now. */
    void remembered(long keys);
}
