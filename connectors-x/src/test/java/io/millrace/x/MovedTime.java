package io.millrace.x;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;

/** A clock that goes with the machine's, and on which pauses pass at once, or when the test lets them. */
final class MovedTime implements Time {
    private final List<Duration> pauses = new ArrayList<>();
    private volatile Semaphore gate = new Semaphore(Integer.MAX_VALUE / 2);
    private Duration ahead = Duration.ZERO;

    @Override
    public synchronized Instant now() {
        return Instant.now().plus(ahead);
    }

    @Override
    public void sleep(Duration time) throws InterruptedException {
        synchronized (this) {
            pauses.add(time);
        }
        if (!time.isZero()) {
            gate.acquire();
        }
        synchronized (this) {
            ahead = ahead.plus(time);
        }
    }

    /** Lets pauses last from now on, until they are let {@link #pass}. */
    void hold() {
        gate = new Semaphore(0);
    }

    void pass() {
        gate.release(Integer.MAX_VALUE / 4);
    }

    /** All pauses so far, those of no length left out. */
    synchronized List<Duration> pauses() {
        return pauses.stream().filter(pause -> !pause.isZero()).toList();
    }
}
