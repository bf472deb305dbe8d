package io.millrace.examples;

import java.io.Serializable;
import java.time.Instant;

/**
 * A hashtag in a window of time.
 *
 * @param window the beginning of the window
 * @param tag the hashtag
 */
record Use(Instant window, String tag) implements Serializable {
    static final long WINDOW_SECONDS = 10;

    static Use at(Instant time, String tag) {
        long second = time.getEpochSecond();
        return new Use(Instant.ofEpochSecond(second - Math.floorMod(second, WINDOW_SECONDS)), tag);
    }
}
