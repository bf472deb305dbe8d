package io.millrace.flink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.Event;
import io.millrace.api.Options;
import io.millrace.sender.Packer;
import io.millrace.sender.Sender;
import io.millrace.sender.SenderOptions;
import io.millrace.testkit.ReceiverCluster;
import io.millrace.testkit.server.ChildJvm;
import io.millrace.testkit.server.FlinkCluster;
import io.millrace.testkit.server.KeepServerLogs;
import io.millrace.testkit.server.ServerBuilder;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A job on a Flink of JobManager and TaskManager sends numbers by both sinks to a query on a Spark cluster, while all of their
 * processes are killed at random moments. Whenever the JobManager was killed, the job is submitted again and has another
 * parallelism: 1, then 2, then 1 again.
 */
@ExtendWith(KeepServerLogs.class)
class FlinkKillTest {
    private static final Duration BOUND = Duration.ofMinutes(3);
    private static final int COUNT = 200_000;

    @TempDir
    Path directory;

    private enum Victim {
        TASK_MANAGER,
        JOB_MANAGER,
        DRIVER,
        EXECUTOR,
        RECEIVER
    }

    @Test
    @Timeout(900)
    void nothingIsLostAndOnceNothingIsDoubledWhateverIsKilled() throws Exception {
        killed(2);
    }

    @Test
    @Tag("soak")
    @Timeout(1_800)
    void nothingIsLostAndOnceNothingIsDoubledWhateverIsKilledAgainAndAgain() throws Exception {
        killed(10);
    }

    private void killed(int timesEach) throws Exception {
        long seed = Long.getLong("millrace.seed", System.nanoTime() & 0xff_ffff);
        System.out.println("FlinkKillTest: seed " + seed + " (again with -Dmillrace.seed=" + seed + ")");
        Random random = new Random(seed);
        List<Victim> victims = new ArrayList<>();
        for (Victim victim : Victim.values()) {
            victims.addAll(Collections.nCopies(timesEach, victim));
        }
        Collections.shuffle(victims, random);
        Path checkpoints = Files.createDirectory(directory.resolve("checkpoints"));
        int parallelism = 1;
        try (ReceiverCluster spark = ReceiverCluster.start(
                        directory.resolve("spark"), Map.of("connector", "flume", "protocol", "thrift"));
                FlinkCluster flink = FlinkCluster.start(ours(), 1)) {
            ServerProcess job =
                    job(flink, spark.hosts(), checkpoints, parallelism).start();
            try {
                for (int i = 0; i < victims.size(); i++) {
                    long from = (long) ((i + random.nextDouble()) * COUNT / (victims.size() + 2));
                    spark.awaitValues(job, values -> values.size() / 2 >= from);
                    System.out.println("FlinkKillTest: " + victims.get(i) + " is killed at " + from);
                    switch (victims.get(i)) {
                        case TASK_MANAGER -> flink.taskManagers().get(0).restart();
                        case JOB_MANAGER -> {
                            flink.jobManager().kill();
                            job.close();
                            flink.jobManager().restart();
                            flink.awaitSlots();
                            parallelism = 3 - parallelism;
                            job = job(flink, spark.hosts(), checkpoints, parallelism)
                                    .start();
                        }
                        case DRIVER -> spark.kill(ReceiverCluster.Victim.DRIVER, random);
                        case EXECUTOR -> spark.kill(ReceiverCluster.Victim.EXECUTOR, random);
                        case RECEIVER -> spark.kill(ReceiverCluster.Victim.RECEIVER, random);
                    }
                }
                Files.createFile(mayEnd());
                var unused = job.awaitLine("the job is done", BOUND);
            } finally {
                job.close();
            }
            sendLast(spark.hosts());
            spark.awaitValues(flink.jobManager(), values -> values.containsAll(spark.hosts()));
            int[] once = spark.times(NumbersJob.ONCE, COUNT);
            int[] sometimes = spark.times(NumbersJob.AT_LEAST_ONCE, COUNT);
            System.out.println("FlinkKillTest: " + COUNT + " events by each sink, " + victims
                    + " killed; at least once, "
                    + Arrays.stream(sometimes).filter(times -> times > 1).count() + " came again");
            assertThat(once).as("exactly once, times that each came").containsOnly(1);
            assertThat(sometimes).as("at least once, times that each came").doesNotContain(0);
        }
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

    /** The client of a job, which ends with it. A job goes on from the last checkpoint that it finds. */
    private ServerBuilder job(FlinkCluster flink, List<String> hosts, Path checkpoints, int parallelism) {
        return ServerProcess.java("flink-job", classpath(), NumbersJob.class.getName())
                .jvm(FlinkCluster.FLAGS)
                .quickStart()
                .heap("256m")
                .property("org.slf4j.simpleLogger.defaultLogLevel", "warn")
                .property("numbers.cluster", Integer.toString(flink.restPort()))
                .property("numbers.directory", checkpoints.toString())
                .property("numbers.count", Integer.toString(COUNT))
                .property("numbers.parallelism", Integer.toString(parallelism))
                .property("numbers.hosts", String.join(",", hosts))
                .property("numbers.mayEnd", mayEnd().toString());
    }

    /** The file that lets the job come to its end: all is killed that shall be. */
    private Path mayEnd() {
        return directory.resolve("may-end");
    }

    /** Flink's own, and what a job brings. */
    static String classpath() {
        return ServerClasspath.of("flink") + File.pathSeparator + String.join(File.pathSeparator, ours());
    }

    /** What a job brings; nothing of Spark's. */
    static List<String> ours() {
        return Arrays.stream(ChildJvm.classpath().split(File.pathSeparator, -1))
                .filter(entry -> Stream.of("connectors-api", "connectors-sender", "connectors-flink", "jspecify")
                        .anyMatch(entry::contains))
                .toList();
    }
}
