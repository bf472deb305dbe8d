package io.millrace.kafka;

import java.time.Duration;
import java.time.Instant;

/** Kafka's timestamps: whole milliseconds, not negative. */
final class Instants {
    private static final Duration JUST_LESS_THAN_ONE = Duration.ofNanos(999_999);
    private static final Instant LAST = Instant.ofEpochMilli(Long.MAX_VALUE - 1);

    private Instants() {}

    /** The first millisecond at or after an instant, as far as Kafka can tell. */
    static long millisAtOrAfter(Instant instant) {
        if (instant.isBefore(Instant.EPOCH)) {
            return 0; // negative numbers are words of Kafka's protocol
        }
        return instant.isAfter(LAST)
                ? Long.MAX_VALUE
                : instant.plus(JUST_LESS_THAN_ONE).toEpochMilli();
    }
}
