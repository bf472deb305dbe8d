package io.millrace.examples;

import io.millrace.testkit.server.KafkaServer;
import java.time.Duration;

/** What is done to broker and queries on the way, to show that they recover: every 15 seconds one of the two, in turn. */
final class Kills {
    private static final Duration EVERY = Duration.ofSeconds(15);
    private static final Duration MOST_TO_A_BATCH = Duration.ofSeconds(3);

    private final KafkaServer kafka;
    private final Pipeline pipeline;
    private final Terminal terminal;
    private Duration next = EVERY;
    private boolean brokerIsNext = true;

    Kills(KafkaServer kafka, Pipeline pipeline, Terminal terminal) {
        this.kafka = kafka;
        this.pipeline = pipeline;
        this.terminal = terminal;
    }

    /** Kills something, if it is time to. */
    void tick(Duration at, Stop stop) throws InterruptedException {
        if (at.compareTo(next) < 0) {
            return;
        }
        next = next.plus(EVERY);
        long begun = System.nanoTime();
        if (brokerIsNext) {
            kafka.kill();
            kafka.restart();
        } else {
            awaitBatch(stop);
            pipeline.stop();
            pipeline.start();
        }
        terminal.print("%s  %s killed and started again within %.1f s"
                .formatted(Screen.clock(at), brokerIsNext ? "broker" : "queries", (System.nanoTime() - begun) / 1e9));
        brokerIsNext = !brokerIsNext;
    }

    /** In the middle of a batch it hurts most. */
    private void awaitBatch(Stop stop) throws InterruptedException {
        long deadline = System.nanoTime() + MOST_TO_A_BATCH.toNanos();
        while (!pipeline.isInBatch() && System.nanoTime() < deadline && !stop.await(Duration.ofMillis(5))) {}
    }
}
