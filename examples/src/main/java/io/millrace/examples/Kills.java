package io.millrace.examples;

import io.millrace.testkit.server.KafkaServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What is done on the way to show that everything recovers: every 15 seconds something is killed, in turn. */
final class Kills {
    private static final Duration EVERY = Duration.ofSeconds(15);
    private static final Duration MOST_TO_A_BATCH = Duration.ofSeconds(3);

    private final Terminal terminal;
    private final List<Victim> victims = new ArrayList<>();
    private Duration next = EVERY;
    private int struck;

    /** Kills what the source has to offer, the broker, and the pipeline. */
    Kills(Source source, KafkaServer kafka, Pipeline pipeline, Stop stop, Terminal terminal) {
        this.terminal = terminal;
        victims.addAll(source.victims());
        victims.add(new Victim("broker", () -> {
            kafka.kill();
            kafka.restart();
        }));
        victims.add(new Victim("pipeline", () -> {
            awaitBatch(pipeline, stop);
            pipeline.stop();
            pipeline.start();
        }));
    }

    /** Kills something, if it is time to. */
    void tick(Duration at) throws InterruptedException {
        if (at.compareTo(next) < 0) {
            return;
        }
        next = next.plus(EVERY);
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
