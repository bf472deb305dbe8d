package io.millrace.x;

import java.time.Duration;
import java.time.Instant;

/** The clock, and waiting by it. Safe for many threads. */
interface Time {
    /** That of this machine. */
    Time REAL = new Time() {
        @Override
        public Instant now() {
            return Instant.now();
        }

        @Override
        public void sleep(Duration time) throws InterruptedException {
            Thread.sleep(time.toMillis());
        }
    };

    Instant now();

    void sleep(Duration time) throws InterruptedException;
}
