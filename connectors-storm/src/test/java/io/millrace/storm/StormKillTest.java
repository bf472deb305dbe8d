package io.millrace.storm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.Event;
import io.millrace.api.Options;
import io.millrace.sender.Packer;
import io.millrace.sender.Sender;
import io.millrace.sender.SenderOptions;
import io.millrace.testkit.ReceiverCluster;
import io.millrace.testkit.ReceiverCluster.Victim;
import io.millrace.testkit.server.ChildJvm;
import io.millrace.testkit.server.KeepServerLogs;
import io.millrace.testkit.server.ServerClasspath;
import io.millrace.testkit.server.ServerProcess;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A topology with a spout that replays sends numbers by both kinds of bolt to a query on a Spark cluster, whose receivers and
 * executors are killed at random moments.
 */
@ExtendWith(KeepServerLogs.class)
class StormKillTest {
    private static final Duration BOUND = Duration.ofMinutes(3);
    private static final int COUNT = 200_000;

    @TempDir
    Path directory;

    @Test
    @Timeout(900)
    void nothingIsLostAndWithAnIdentityNothingIsDoubledWhateverIsKilled() throws Exception {
        killed(2);
    }

    @Test
    @Tag("soak")
    @Timeout(1_800)
    void nothingIsLostAndWithAnIdentityNothingIsDoubledWhateverIsKilledAgainAndAgain() throws Exception {
        killed(10);
    }

    private void killed(int timesEach) throws Exception {
        Path home = Files.createDirectory(directory.resolve("storm"));
        try (ReceiverCluster spark = ReceiverCluster.start(
                        directory.resolve("spark"), Map.of("connector", "flume", "protocol", "thrift"));
                ServerProcess storm = ServerProcess.java("storm", classpath(), NumbersTopology.class.getName())
                        .quickStart()
                        .heap("512m")
                        .property("storm.home", home.toString())
                        .property("java.io.tmpdir", home.toString())
                        .property("numbers.count", Integer.toString(COUNT))
                        .property("numbers.hosts", String.join(",", spark.hosts()))
                        .property("numbers.done", done().toString())
                        .property("numbers.mayEnd", mayEnd().toString())
                        .start()) {
            killed(spark, storm, timesEach);
        }
    }

    private void killed(ReceiverCluster spark, ServerProcess storm, int timesEach) throws Exception {
        long seed = Long.getLong("millrace.seed", System.nanoTime() & 0xff_ffff);
        System.out.println("StormKillTest: seed " + seed + " (again with -Dmillrace.seed=" + seed + ")");
        Random random = new Random(seed);
        List<Victim> victims = new ArrayList<>();
        for (Victim victim : List.of(Victim.RECEIVER, Victim.EXECUTOR)) {
            victims.addAll(Collections.nCopies(timesEach, victim));
        }
        Collections.shuffle(victims, random);
        for (int i = 0; i < victims.size(); i++) {
            long from = (long) ((i + random.nextDouble()) * COUNT / (victims.size() + 2));
            spark.awaitValues(storm, values -> values.size() / 2 >= from);
            System.out.println("StormKillTest: " + victims.get(i) + " is killed at " + from);
            spark.kill(victims.get(i), random);
        }
        Files.createFile(mayEnd());
        spark.awaitValues(storm, values -> Files.exists(done()));
        sendLast(spark.hosts());
        spark.awaitValues(storm, values -> values.containsAll(spark.hosts()));
        int[] once = spark.times(NumbersTopology.ONCE, COUNT);
        int[] sometimes = spark.times(NumbersTopology.AT_LEAST_ONCE, COUNT);
        System.out.println("StormKillTest: " + COUNT + " tuples by each bolt, " + victims + " killed, "
                + Files.readString(done()) + "; without an identity "
                + Arrays.stream(sometimes).filter(times -> times > 1).count() + " came out more than once");
        assertThat(once).as("with an identity, times that each came").containsOnly(1);
        assertThat(sometimes).as("without, times that each came").doesNotContain(0);
    }

    /** Sends an event to each receiver: when it comes out, so did all that the receiver acknowledged before. */
    private static void sendLast(List<String> hosts) throws Exception {
        for (String host : hosts) {
            Options options = SenderOptions.read(Map.of("hosts", host));
            Packer packer = new Packer(options);
            packer.add(Event.of(null, host.getBytes(UTF_8), List.of(), 0, ""));
            try (Sender sender = new Sender(options)) {
                sender.send(packer.pack()).get(BOUND.toSeconds(), TimeUnit.SECONDS);
            }
        }
    }

    /** The file that the spout makes when all is acknowledged. */
    private Path done() {
        return directory.resolve("done");
    }

    /** The file that lets the numbers come to their end: all is killed that shall be. */
    private Path mayEnd() {
        return directory.resolve("may-end");
    }

    /** Storm's own, and of ours what a topology brings; nothing of Spark's. */
    static String classpath() {
        String ours = Arrays.stream(ChildJvm.classpath().split(File.pathSeparator, -1))
                .filter(entry -> Stream.of("connectors-api", "connectors-sender", "connectors-storm", "jspecify")
                        .anyMatch(entry::contains))
                .collect(Collectors.joining(File.pathSeparator));
        return ServerClasspath.of("storm") + File.pathSeparator + ours;
    }
}
