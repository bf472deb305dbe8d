package io.millrace.x;

import java.time.Duration;
import java.time.Instant;

/** A time of which posts may be missing. */
record Gap(Instant from, Instant to) {
    Duration length() {
        return Duration.between(from, to);
    }
}
