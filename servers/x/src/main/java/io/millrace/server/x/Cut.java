package io.millrace.server.x;

/** How a connection may end. */
enum Cut {
    /** With the end of the answer, as HTTP wants it. */
    END,
    /** Closed between two lines. */
    CLOSE,
    /** Reset. */
    RESET,
    /** Closed in the middle of the next line. */
    LINE,
    /** Closed in the middle of the next line and of a chunk. */
    CHUNK,
    /** After a line that says that it ends. */
    ERROR;

    /** Whether it waits for a line to cut. */
    boolean needsLine() {
        return this == LINE || this == CHUNK;
    }

    /** Any of them. */
    static Cut any(double random) {
        return values()[(int) (random * values().length)];
    }
}
