package io.millrace.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.spark.util.SignalUtils;

/**
 * The wish to end: Ctrl-C or SIGTERM. The first one stops the queries in order, a second one ends the process at once. A shutdown hook
 * would not do: Spark's own would end Spark at the same time.
 */
final class Stop {
    private final CountDownLatch asked = new CountDownLatch(1);

    /** A wish that signals may express from now on. */
    static Stop onSignals() {
        Stop stop = new Stop();
        for (String signal : new String[] {"INT", "TERM"}) {
            SignalUtils.register(signal, () -> stop.ask());
        }
        return stop;
    }

    /** Whether this was the first time. */
    boolean ask() {
        boolean first = asked.getCount() > 0;
        asked.countDown();
        return first;
    }

    /** Whether the wish came within this time. */
    boolean await(Duration time) throws InterruptedException {
        return asked.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }
}
