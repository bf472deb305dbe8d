package io.millrace.kafka;

import java.time.Instant;

/** Kafka's timestamps, which are whole milliseconds. */
final class Instants {
    private Instants() {}

    /** The first millisecond at or after an instant. */
    static long millisAtOrAfter(Instant instant) {
        long millis = instant.toEpochMilli();
        return instant.getNano() % 1_000_000 == 0 ? millis : millis + 1;
    }
}
