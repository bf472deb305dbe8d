package io.millrace.flume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.testkit.ReceiverDriver;
import io.millrace.testkit.ReceiverDriver.Face;
import io.millrace.testkit.ReceiverDriver.Written;
import io.millrace.testkit.server.FlumeAgent;
import io.millrace.testkit.server.FreePorts;
import io.millrace.testkit.server.KeepServerLogs;
import io.millrace.testkit.server.ServerProcess;
import io.millrace.testkit.server.SparkCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A real agent, with the sample configuration, sends to two receivers on a cluster of two worker processes, while the agent, the
 * receivers' executors and the driver are killed at random moments.
 */
@ExtendWith(KeepServerLogs.class)
final class FlumeKillTest {
    private static final Duration BOUND = Duration.ofMinutes(6);
    private static final int EVENTS = 200_000;
    private static final int SENT_AT_ONCE = 500;
    private static final int AGENT_BATCH = 1000;

    @TempDir
    private Path directory;

    private enum Victim {
        AGENT,
        EXECUTOR,
        DRIVER
    }

    /** Two of each with the journal; one of each with the write-ahead log, which the long run kills ten times. */
    @ParameterizedTest
    @EnumSource
    void nothingIsLostWhateverIsKilled(Face face) throws Exception {
        killed(face, face == Face.JOURNAL ? 2 : 1);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("soak")
    void nothingIsLostWhateverIsKilledAgainAndAgain(Face face) throws Exception {
        killed(face, 10);
    }

    private void killed(Face face, int timesEach) throws Exception {
        long seed = Long.getLong("millrace.seed", System.nanoTime() & 0xff_ffff);
        System.out.println("FlumeKillTest, " + face + ": seed " + seed + " (again with -Dmillrace.seed=" + seed + ")");
        Random random = new Random(seed);
        List<Victim> victims = victims(timesEach, random);
        int port = FreePorts.nextPair();
        int source = FreePorts.next();
        Written written = new Written(directory);
        try (SparkCluster cluster = SparkCluster.start(2, 2);
                ServerProcess driver = ReceiverDriver.process(face, directory, options(port), cluster.settings())
                        .start();
                FlumeAgent agent = FlumeAgent.start(Configurations.sample(source, port, port + 1))) {
            NumberedSender sender = new NumberedSender("avro://127.0.0.1:" + source, EVENTS, SENT_AT_ONCE);
            CompletableFuture<Void> sent = sender.start(BOUND);
            for (int i = 0; i < victims.size(); i++) {
                long from = (long) ((i + random.nextDouble()) * EVENTS / (victims.size() + 1));
                await().atMost(BOUND)
                        .failFast("the driver ended, see " + driver.log(), () -> !driver.alive())
                        .until(() -> written.values().size() >= from);
                kill(victims.get(i), random, agent, driver, cluster, port);
            }
            sent.get(BOUND.toSeconds(), TimeUnit.SECONDS);
            await().atMost(BOUND)
                    .pollInterval(Duration.ofMillis(500))
                    .failFast("the driver ended, see " + driver.log(), () -> !driver.alive())
                    .until(() -> NumberedSender.count(written.values(), EVENTS).missing() == 0);
            driver.kill();
        }
        NumberedSender.Count count = NumberedSender.count(ReceiverDriver.lines(directory), EVENTS);
        System.out.println("FlumeKillTest, " + face + ": " + victims + " killed, " + count.repeats() + " of " + EVENTS
                + " events came twice");
        assertThat(count.missing()).as("events that are missing").isZero();
        assertThat(count.repeats())
                .as("events that came twice, though only what is under way at a kill is sent again")
                .isLessThanOrEqualTo(victims.size() * (SENT_AT_ONCE + AGENT_BATCH));
    }

    private static List<Victim> victims(int timesEach, Random random) {
        List<Victim> victims = new ArrayList<>();
        for (Victim victim : Victim.values()) {
            victims.addAll(Collections.nCopies(timesEach, victim));
        }
        Collections.shuffle(victims, random);
        return victims;
    }

    private static void kill(
            Victim victim, Random random, FlumeAgent agent, ServerProcess driver, SparkCluster cluster, int first) {
        switch (victim) {
            case AGENT -> {
                agent.kill();
                agent.restart();
            }
            case DRIVER -> {
                driver.kill();
                driver.restart();
            }
            case EXECUTOR -> {
                int port = first + random.nextInt(2);
                await().atMost(BOUND).until(() -> cluster.listening(port).isPresent());
                cluster.listening(port).ifPresent(cluster::killExecutor);
            }
        }
    }

    private static Map<String, String> options(int port) {
        return Map.of("connector", "flume", "port", port + "-" + (port + 1), "receivers", "2");
    }
}
