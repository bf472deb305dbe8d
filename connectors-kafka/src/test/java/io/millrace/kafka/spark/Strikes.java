package io.millrace.kafka.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Faults that strike a query at random moments, but inside a batch: after the offset log was written and at least one row,
 * before the commit log was written. What misses is done again.
 */
final class Strikes {
    private static final Duration BOUND = Duration.ofMinutes(2);

    /** No batch runs, although there may be more to read. */
    private static final Duration QUIET = Duration.ofSeconds(3);

    private static final int TRIES_PER_STRIKE = 5;
    private static final int LONGEST_DELAY_MILLIS = 250;

    private final String name;
    private final Checkpoint checkpoint;
    private final Arrivals arrivals;

    Strikes(String name, Checkpoint checkpoint, Arrivals arrivals) {
        this.name = name;
        this.checkpoint = checkpoint;
        this.arrivals = arrivals;
    }

    /** A fault, and what has to be done about it. */
    interface Fault {
        /** Gives the query more to do. */
        void feed();

        /** Makes sure that the query runs. */
        void attend() throws Exception;

        /** Breaks something. */
        void strike();

        /** Mends it. */
        void mend();
    }

    /** Strikes so many times. */
    void run(int wanted, Fault fault) {
        Random random = Seeds.random(name);
        int counted = 0;
        for (int tries = 1; counted < wanted; tries++) {
            assertThat(tries).as("tries for " + wanted + " strikes").isLessThanOrEqualTo(wanted * TRIES_PER_STRIKE);
            fault.feed();
            long batch = insideABatch(random, fault);
            fault.strike();
            boolean inside = checkpoint.running().orElse(-1) == batch;
            counted += inside ? 1 : 0;
            String phase = inside ? arrivalsIn(batch, fault) : "";
            System.out.println(name + ": strike " + tries
                    + (inside ? " hit batch " + batch + phase : " missed, and is done again"));
            fault.mend();
        }
    }

    private String arrivalsIn(long batch, Fault fault) {
        return fault instanceof LeavesArrivalsAlone
                ? " at " + arrivals.rows(batch) + " rows, " + arrivals.phase(batch)
                : "";
    }

    /** A fault during which the output can be looked at. */
    interface LeavesArrivalsAlone extends Fault {}

    /**
     * Waits for a random moment inside a batch that has written something since this was called. On a busy machine the last
     * batch may be over before it was seen; then there is more to come.
     */
    private long insideABatch(Random random, Fault fault) {
        long before = checkpoint.begun();
        long rowsBefore = before < 0 ? 0 : arrivals.rows(before);
        long atLeast = checkpoint.ended() + 1 + random.nextInt(3);
        AtomicLong seen = new AtomicLong(System.nanoTime());
        while (true) {
            await().atMost(BOUND).pollInterval(Duration.ofMillis(20)).until(() -> {
                fault.attend();
                long now = checkpoint.running().orElse(-1);
                if (now >= 0 || checkpoint.begun() < 0) {
                    seen.set(System.nanoTime());
                } else if (System.nanoTime() - seen.get() > QUIET.toNanos()) {
                    fault.feed();
                    seen.set(System.nanoTime());
                }
                return now >= atLeast && arrivals.rows(now) > (now == before ? rowsBefore : 0);
            });
            long batch = checkpoint.begun();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(LONGEST_DELAY_MILLIS)));
            if (checkpoint.running().orElse(-1) == batch) {
                return batch;
            }
        }
    }
}
