package io.millrace.cli.file;

import java.time.Duration;

/**
 * When a batch of a stream begins.
 *
 * @param kind the kind
 * @param time between batches, or how long a batch of real-time mode takes; 0 for the other kinds
 */
public record Trigger(Kind kind, Duration time) {
    /** As soon as the one before has ended. */
    public static final Trigger AT_ONCE = new Trigger(Kind.AT_ONCE, Duration.ZERO);

    /** The kinds. */
    public enum Kind {
        /** As soon as the one before has ended. */
        AT_ONCE,
        /** At fixed times. */
        EVERY,
        /** What is there now is read, and that is all. */
        AVAILABLE_NOW,
        /** Rows pass while a batch runs. */
        REAL_TIME
    }
}
