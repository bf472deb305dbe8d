package io.millrace.kafka.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.kafka.spark.Ledger.Attempt;
import io.millrace.testkit.server.ServerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongUnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A driver that is killed inside a batch, at random moments, and started again from its checkpoint. */
final class DriverKillTest {
    private static final Duration BOUND = Duration.ofSeconds(90);
    private static final int PARTITIONS = 2;
    private static final int TRIES_PER_KILL = 5;

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

        int sent = killed("over a ledger", pipe, from, kills, new Output() {
            @Override
            public long rows(long batch) {
                return ledger.attempts(batch).stream()
                        .mapToLong(attempt -> attempt.rows().size())
                        .sum();
            }

            @Override
            public String phase(long batch) {
                if (ledger.visible(batch)) {
                    return "after the output's commit, before the commit log";
                }
                return ledger.attempts(batch).stream().filter(Attempt::complete).count() < PARTITIONS
                        ? "in the middle of writing"
                        : "with all rows staged, before the output's commit";
            }

            @Override
            public long values() {
                return ledger.rows().size();
            }
        });

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

        int sent = killed("over a topic", pipe, from, kills, new Output() {
            @Override
            public long rows(long batch) {
                return Mill.records(to).stream()
                        .filter(record ->
                                Long.toString(batch).equals(Mill.headers(record).get("millrace.epoch")))
                        .count();
            }

            @Override
            public String phase(long batch) {
                return "before the commit log";
            }

            @Override
            public long values() {
                return Mill.records(to).stream()
                        .map(ConsumerRecord::value)
                        .distinct()
                        .count();
            }
        });

        int repeated = Repeats.carryTheSameHeaders(to, Mill.numbers(0, sent));
        System.out.println("DriverKillTest over a topic: " + sent + " in, " + repeated + " repeated");
    }

    private Pipe reading(String topic) {
        return Pipe.keeping(directory.resolve("checkpoint"))
                .with("read.connector", "kafka", "read.kafka.bootstrap.servers", Mill.brokers())
                .with("read.subscribe", topic, "read.startingOffsets", "earliest", "read.maxRecords", "160");
    }

    /** What a test sees of an output. */
    private interface Output {
        /** The rows of a batch, those of attempts that were cut off too. */
        long rows(long batch);

        /** How far a batch came. */
        String phase(long batch);

        /** How many different values are there. */
        long values();
    }

    /**
     * Kills the pipe's driver until it was so many times inside a batch of which it had written a row, and lets it come to its
     * end.
     *
     * @return how many values were sent, as the numbers from 0
     */
    private static int killed(String what, Pipe pipe, String topic, int kills, Output output) {
        String name = "DriverKillTest " + what;
        Random random = Seeds.random(name);
        Checkpoint checkpoint = pipe.checkpoint();
        int sent = 0;
        try (ServerProcess driver = pipe.driver().start()) {
            int counted = 0;
            for (int tries = 1; counted < kills; tries++) {
                assertThat(tries).as("tries for " + kills + " kills").isLessThanOrEqualTo(kills * TRIES_PER_KILL);
                Mill.send(topic, PARTITIONS, Mill.numbers(sent, sent + 400));
                sent += 400;
                long cutOff = checkpoint.begun();
                long rowsBefore = cutOff < 0 ? 0 : output.rows(cutOff);
                LongUnaryOperator rows = batch -> output.rows(batch) - (batch == cutOff ? rowsBefore : 0);
                long atLeast = checkpoint.ended() + 1 + random.nextInt(3);
                driver.await(
                        "write in batch " + atLeast,
                        running ->
                                checkpoint.running().orElse(-1) >= atLeast && rows.applyAsLong(checkpoint.begun()) > 0,
                        BOUND);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(250)));
                driver.kill();
                counted += tell(name + ": kill " + tries, checkpoint, rows, output) ? 1 : 0;
                driver.restart();
            }
            int all = sent;
            await().atMost(BOUND)
                    .pollInterval(Duration.ofMillis(250))
                    .failFast("the driver ended", () -> !driver.alive())
                    .until(() -> output.values() >= all);
            driver.kill();
        }
        return sent;
    }

    /** Says where a kill hit; answers whether that was inside a batch of which a row had been written. */
    private static boolean tell(String kill, Checkpoint checkpoint, LongUnaryOperator rows, Output output) {
        long batch = checkpoint.begun();
        long written = rows.applyAsLong(batch);
        boolean inside = checkpoint.running().isPresent() && written > 0;
        System.out.println(
                inside
                        ? kill + " hit batch " + batch + " at " + written + " rows, " + output.phase(batch)
                        : kill + " hit no batch with a row written, and is done again");
        return inside;
    }
}
