package io.millrace.kafka.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.kafka.spark.Ledger.Attempt;
import io.millrace.testkit.server.ServerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The driver of a direct stream that is killed inside a batch, at random moments, and recovered from its checkpoint. */
final class DStreamKillTest {
    private static final Duration BOUND = Duration.ofMinutes(2);
    private static final int PARTITIONS = 2;
    private static final int FED = 300;

    @TempDir
    private Path directory;

    @Test
    void nothingIsLostOrDoubledInATransactionalOutput() {
        killed(2);
    }

    @Test
    @Tag("soak")
    void nothingIsLostOrDoubledInATransactionalOutputInTwentyKills() {
        killed(20);
    }

    private void killed(int kills) {
        Random random = Seeds.random("DStreamKillTest");
        String from = Mill.topic("stream-in", PARTITIONS);
        Ledger ledger = new Ledger(directory.resolve("ledger"));
        StreamPipe pipe = StreamPipe.keeping(directory.resolve("checkpoint"))
                .with("read.connector", "kafka", "read.kafka.bootstrap.servers", Mill.brokers())
                .with("read.subscribe", from, "read.startingOffsets", "earliest", "read.maxRecords", "120")
                .with("write.connector", "ledger", "write.path", ledger.path().toString())
                .with("write.queryName", "killed", "write.commitPause", "40ms", "pace", "3");
        AtomicInteger sent = new AtomicInteger();
        try (ServerProcess driver = pipe.driver().start()) {
            for (int kill = 0; kill < kills; kill++) {
                feed(from, sent);
                long epoch = insideABatch(driver, ledger, ledger.visible(), () -> {
                    // On a busy machine the last batch may be over before it was seen.
                    if (ledger.values().size() >= sent.get()) {
                        feed(from, sent);
                    }
                });
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(250)));
                driver.kill();
                System.out.println("DStreamKillTest: killed at epoch " + epoch
                        + (ledger.visible(epoch) ? ", after its commit" : ", before its commit"));
                driver.restart();
            }
            await().atMost(BOUND)
                    .pollInterval(Duration.ofMillis(250))
                    .failFast("the driver ended, see " + driver.log(), () -> !driver.alive())
                    .until(() -> ledger.values().size() >= sent.get());
            driver.kill();
        }
        assertThat(Repeats.sorted(ledger.values())).isEqualTo(Repeats.sorted(Mill.numbers(0, sent.get())));
        Repeats.areEqual(ledger);
    }

    private static void feed(String topic, AtomicInteger sent) {
        int from = sent.getAndAdd(FED);
        Mill.send(topic, PARTITIONS, Mill.numbers(from, from + FED));
    }

    /** Waits until an epoch has rows and is not yet visible, behind those that were visible already. */
    private static long insideABatch(ServerProcess driver, Ledger ledger, int visibleBefore, Runnable attend) {
        return await().atMost(BOUND)
                .pollInterval(Duration.ofMillis(20))
                .failFast("the driver ended, see " + driver.log(), () -> !driver.alive())
                .until(
                        () -> {
                            attend.run();
                            return running(ledger, visibleBefore);
                        },
                        OptionalLong::isPresent)
                .getAsLong();
    }

    private static OptionalLong running(Ledger ledger, int visibleBefore) {
        if (ledger.visible() <= visibleBefore) {
            return OptionalLong.empty();
        }
        Map<String, List<Attempt>> attempts = ledger.attempts();
        return attempts.entrySet().stream()
                .filter(task -> task.getValue().stream()
                        .anyMatch(attempt -> !attempt.rows().isEmpty()))
                .mapToLong(task -> Long.parseLong(task.getKey().split("\\.", -1)[1]))
                .filter(epoch -> !ledger.visible(epoch))
                .max();
    }
}
