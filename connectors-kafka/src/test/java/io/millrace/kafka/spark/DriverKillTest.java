package io.millrace.kafka.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.testkit.server.ServerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A driver that is killed inside a batch, at random moments, and started again from its checkpoint. */
final class DriverKillTest {
    private static final Duration BOUND = Duration.ofMinutes(2);
    private static final int PARTITIONS = 2;

    @TempDir
    private Path directory;

    @Test
    void nothingIsLostOrDoubledInATransactionalOutput() {
        killedOverALedger(3);
    }

    @Test
    @Tag("soak")
    void nothingIsLostOrDoubledInATransactionalOutputInTwentyKills() {
        killedOverALedger(20);
    }

    @Test
    void nothingIsLostInKafkaAndRepeatsCarryTheSameHeaders() {
        killedOverATopic(3);
    }

    @Test
    @Tag("soak")
    void nothingIsLostInKafkaAndRepeatsCarryTheSameHeadersInTwentyKills() {
        killedOverATopic(20);
    }

    private void killedOverALedger(int kills) {
        String from = Mill.topic("kill-in", PARTITIONS);
        Ledger ledger = new Ledger(directory.resolve("ledger"));
        Pipe pipe = reading(from)
                .with("select", "paced(CAST(value AS STRING), 4) AS value; partition; position")
                .with("write.connector", "ledger", "write.path", ledger.path().toString(), "write.commitPause", "60ms");

        int sent = killed("DriverKillTest over a ledger", pipe, from, kills, Arrivals.in(ledger));

        assertThat(Repeats.sorted(ledger.values())).isEqualTo(Repeats.sorted(Mill.numbers(0, sent)));
        Repeats.areEqual(ledger);
    }

    private void killedOverATopic(int kills) {
        String from = Mill.topic("kill-in", PARTITIONS);
        String to = Mill.topic("kill-out", PARTITIONS);
        Pipe pipe = reading(from)
                .with("select", "key; paced(CAST(value AS STRING), 4) AS value")
                .with("write.connector", "kafka", "write.kafka.bootstrap.servers", Mill.brokers())
                .with("write.topic", to, "write.epochHeaders", "true");

        int sent = killed("DriverKillTest over a topic", pipe, from, kills, Arrivals.in(to));

        int repeated = Repeats.carryTheSameHeaders(to, Mill.numbers(0, sent));
        System.out.println("DriverKillTest over a topic: " + sent + " in, " + repeated + " repeated");
    }

    private Pipe reading(String topic) {
        return Pipe.keeping(directory.resolve("checkpoint"))
                .with("read.connector", "kafka", "read.kafka.bootstrap.servers", Mill.brokers())
                .with("read.subscribe", topic, "read.startingOffsets", "earliest", "read.maxRecords", "160");
    }

    /**
     * Kills the pipe's driver so many times inside a batch, and lets it come to its end.
     *
     * @return how many values were sent, as the numbers from 0
     */
    private static int killed(String name, Pipe pipe, String topic, int kills, Arrivals arrivals) {
        AtomicInteger sent = new AtomicInteger();
        try (ServerProcess driver = pipe.driver().start()) {
            new Strikes(name, pipe.checkpoint(), arrivals).run(kills, new DriverKill(driver, topic, sent));
            await().atMost(BOUND)
                    .pollInterval(Duration.ofMillis(250))
                    .failFast("the driver ended", () -> !driver.alive())
                    .until(() -> arrivals.values() >= sent.get());
            driver.kill();
        }
        return sent.get();
    }

    /** The driver ends at once, and is started again from its checkpoint. */
    private record DriverKill(ServerProcess driver, String topic, AtomicInteger sent)
            implements Strikes.LeavesArrivalsAlone {
        @Override
        public void feed() {
            int from = sent.getAndAdd(400);
            Mill.send(topic, PARTITIONS, Mill.numbers(from, from + 400));
        }

        @Override
        public void attend() {
            assertThat(driver.alive())
                    .as("the driver runs, else see " + driver.log())
                    .isTrue();
        }

        @Override
        public void strike() {
            driver.kill();
        }

        @Override
        public void mend() {
            driver.restart();
        }
    }
}
