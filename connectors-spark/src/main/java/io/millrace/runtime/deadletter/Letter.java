package io.millrace.runtime.deadletter;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A row that could not be used, and why.
 *
 * @param identity what tells the row from others, or null if nothing does
 * @param row the row as a JSON object
 * @param query the id of the query
 * @param epoch the epoch in which it was refused
 * @param error what is wrong with it
 * @param time when it was refused
 */
public record Letter(@Nullable String identity, String row, String query, long epoch, String error, Instant time) {
    /** What a letter tells of a failure. */
    public static String reason(Throwable why) {
        String message = why.getMessage();
        return message == null ? why.toString() : message;
    }
}
