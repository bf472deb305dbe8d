package io.millrace.api;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What waits in one partition between offsets and a tip. What a log cannot count is empty, never 0.
 *
 * @param records how many events
 * @param bytes how many bytes of keys and values
 * @param time how long ago the oldest waiting event arrived
 */
public record Backlog(OptionalLong records, OptionalLong bytes, Optional<Duration> time) {
    /** Checks that all parts are there. */
    public Backlog {
        Objects.requireNonNull(records, "records");
        Objects.requireNonNull(bytes, "bytes");
        Objects.requireNonNull(time, "time");
    }

    /** A backlog of which only the number of events is known. */
    public static Backlog ofRecords(long records) {
        return new Backlog(OptionalLong.of(records), OptionalLong.empty(), Optional.empty());
    }
}
