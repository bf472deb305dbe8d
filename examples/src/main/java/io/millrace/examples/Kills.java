package io.millrace.examples;

import java.time.Duration;
import java.util.List;

/** What is done on the way to show that everything recovers: now and then something is killed, in turn. */
final class Kills {
    private static final Duration MOST_TO_A_BATCH = Duration.ofSeconds(3);

    private final List<Victim> victims;
    private final Duration every;
    private final Terminal terminal;
    private Duration next;
    private int struck;

    /** Kills these, one after the other. */
    Kills(List<Victim> victims, Duration every, Terminal terminal) {
        this.victims = List.copyOf(victims);
        this.every = every;
        this.next = every;
        this.terminal = terminal;
    }

    /** A pipeline, in the middle of a batch. */
    static Victim victim(Pipeline pipeline, Stop stop) {
        return new Victim("pipeline", () -> {
            awaitBatch(pipeline, stop);
            pipeline.stop();
            pipeline.start();
        });
    }

    /** How often something was killed. */
    int count() {
        return struck;
    }

    /** Kills something, if it is time to. */
    void tick(Duration at) throws InterruptedException {
        if (victims.isEmpty() || at.compareTo(next) < 0) {
            return;
        }
        next = at.plus(every);
        Victim victim = victims.get(struck++ % victims.size());
        long begun = System.nanoTime();
        victim.blow().strike();
        terminal.print("%s  %s killed and started again within %.1f s"
                .formatted(Screen.clock(at), victim.name(), (System.nanoTime() - begun) / 1e9));
    }

    /** In the middle of a batch it hurts most. */
    private static void awaitBatch(Pipeline pipeline, Stop stop) throws InterruptedException {
        long deadline = System.nanoTime() + MOST_TO_A_BATCH.toNanos();
        while (!pipeline.isInBatch() && System.nanoTime() < deadline && !stop.await(Duration.ofMillis(5))) {}
    }
}
