package io.millrace.files.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.testkit.server.ChildJvm;
import io.millrace.testkit.server.KeepServerLogs;
import io.millrace.testkit.server.ServerBuilder;
import io.millrace.testkit.server.ServerProcess;
import io.millrace.testkit.server.SparkCluster;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * HDFS, S3, executors and the driver are killed at random moments while two streams read files and write them anew, one in HDFS
 * and one in S3. Only a driver that was killed is started again: whatever else is killed, the streams go on by themselves.
 */
@ExtendWith(KeepServerLogs.class)
final class CopyKillTest {
    private static final Duration BOUND = Duration.ofMinutes(2);
    private static final int MOST_FILES = 6;
    private static final int PER_FILE = 10;

    @TempDir
    private Path work;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final List<Copy> copies = new ArrayList<>();
    private int given;

    /** What a stream does. */
    private record Copy(Store store, org.apache.hadoop.fs.Path from, org.apache.hadoop.fs.Path to) {}

    /** What is killed. */
    private enum Victim {
        HDFS,
        S3,
        EXECUTOR,
        DRIVER
    }

    /** Where a stream is when something is killed; it is told by a file that has just appeared. */
    private enum Moment {
        /** Anywhere, and most likely planning or reading. */
        ANY(""),
        STAGING("_millrace/staging/.*|__magic.*"),
        COMMITTING(".*[.]manifest"),
        COMMITTED(".*[.]done");

        private final Pattern sign;

        Moment(String sign) {
            this.sign = Pattern.compile(sign);
        }
    }

    @Test
    void nothingIsLostOrDoubledWhateverIsKilled() throws Exception {
        killed(2);
    }

    @Test
    @Tag("soak")
    void nothingIsLostOrDoubledInTenKillsOfEach() throws Exception {
        killed(10);
    }

    private void killed(int times) throws Exception {
        List<Victim> victims = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            victims.addAll(List.of(Victim.values()));
        }
        Collections.shuffle(victims, random);
        System.out.println("CopyKillTest: seed " + seed + ", " + victims);
        for (Store store : Store.values()) {
            copies.add(new Copy(store, store.directory(), store.directory()));
        }
        give();
        try (SparkCluster cluster = SparkCluster.start(1, 2);
                ServerProcess driver = driver(cluster).start()) {
            try {
                awaitMore(driver);
                for (Victim victim : victims) {
                    Moment moment = awaitMoment();
                    long begun = System.nanoTime();
                    kill(victim, cluster, driver);
                    long serves = System.nanoTime();
                    awaitMore(driver);
                    assertNothingIsLostOrDoubledSoFar();
                    System.out.println("CopyKillTest: " + victim + ", killed when " + moment + ", is back after "
                            + millis(begun, serves) + " ms, and both streams go on after "
                            + millis(serves, System.nanoTime()) + " ms");
                }
                await().atMost(BOUND)
                        .failFast("the driver ended, see " + driver.log(), () -> !driver.alive())
                        .untilAsserted(this::assertAllIsThere);
            } catch (Throwable e) {
                ServerProcess.keepAll();
                throw e;
            }
        }
    }

    private static long millis(long from, long to) {
        return TimeUnit.NANOSECONDS.toMillis(to - from);
    }

    /** Waits until one of the streams is at a random moment, and a little longer. */
    private Moment awaitMoment() throws IOException {
        Moment moment = Moment.values()[random.nextInt(Moment.values().length)];
        Copy copy = copies.get(random.nextInt(copies.size()));
        if (moment == Moment.ANY) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(1500)));
            return moment;
        }
        Driver reader = reader(copy);
        Set<String> before = new HashSet<>(reader.besides());
        give();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (System.nanoTime() < end
                && reader.besides().stream()
                        .noneMatch(name -> moment.sign.matcher(name).matches() && !before.contains(name))) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(30)));
        return moment;
    }

    private void kill(Victim victim, SparkCluster cluster, ServerProcess driver) throws IOException {
        switch (victim) {
            case HDFS -> restart(Store.HDFS);
            case S3 -> restart(Store.S3);
            case EXECUTOR -> {
                List<ProcessHandle> executors =
                        cluster.executors(cluster.workers().get(0));
                assertThat(executors).isNotEmpty();
                executors.forEach(cluster::killExecutor);
            }
            case DRIVER -> {
                driver.kill();
                // A batch that is run again finds more files than it took.
                give();
                driver.restart();
            }
        }
    }

    private void restart(Store store) {
        store.kill();
        store.restart();
        // Connections of this JVM to the processes that were killed may be left, and the next call over one fails.
        await().atMost(BOUND).ignoreExceptions().until(() -> store.files().exists(new org.apache.hadoop.fs.Path("/")));
    }

    /** Gives files until both streams have copied some more. */
    private void awaitMore(ServerProcess driver) throws IOException {
        long[] before = copies.stream().mapToLong(copy -> copied(driver, copy)).toArray();
        give();
        await().atMost(BOUND)
                .pollInterval(Duration.ofMillis(20))
                .failFast("the driver ended, see " + driver.log(), () -> !driver.alive())
                .until(() ->
                        IntStream.range(0, before.length).allMatch(i -> copied(driver, copies.get(i)) > before[i]));
    }

    /** Each stream takes the files in the order in which they were given, and shows whole batches. */
    private void assertNothingIsLostOrDoubledSoFar() throws IOException {
        for (Copy copy : copies) {
            assertEachIsThereOnce(copy, ids(reader(copy)));
        }
    }

    private void assertAllIsThere() throws IOException {
        for (Copy copy : copies) {
            Driver reader = reader(copy);
            List<Long> ids = ids(reader);
            assertEachIsThereOnce(copy, ids);
            assertThat(ids).as("rows in %s", copy.store()).hasSize(given * PER_FILE);
            // What a NameNode that is killed cuts off is a draft, which goes after an hour.
            assertThat(reader.besides())
                    .filteredOn(name -> !name.endsWith(".draft"))
                    .hasSize(1);
        }
    }

    private static void assertEachIsThereOnce(Copy copy, List<Long> ids) {
        Set<Long> once = new HashSet<>();
        assertThat(ids.stream().filter(id -> !once.add(id)))
                .as("doubled in %s", copy.store())
                .isEmpty();
        assertThat(LongStream.range(0, ids.size()).filter(id -> !once.contains(id)))
                .as("lost in %s", copy.store())
                .isEmpty();
        assertThat(ids.size() % PER_FILE)
                .as("rows in %s of half a file", copy.store())
                .isZero();
    }

    private static Driver reader(Copy copy) throws IOException {
        return new Driver(copy.store(), copy.to(), "any");
    }

    private static long copied(ServerProcess driver, Copy copy) {
        return driver.output().stream()
                .filter(line -> line.startsWith(CopyingDriver.told(copy.store())))
                .count();
    }

    private ServerBuilder driver(SparkCluster cluster) {
        ServerBuilder driver = ChildJvm.of(CopyingDriver.class)
                .heap("512m")
                .property("checkpoints", work.resolve("checkpoints").toString());
        cluster.settings().forEach(driver::property);
        String manager = "spark.sql.streaming.checkpointFileManagerClass";
        driver.property(manager, System.getProperty(manager, ""));
        for (Copy copy : copies) {
            String name = copy.store().connector();
            driver.property(name + ".from", copy.from().toString())
                    .property(name + ".to", copy.to().toString())
                    .property(name + CopyingDriver.OPTION + "format", "json");
            copy.store().options(copy.to()).forEach((option, value) -> {
                // The patience of S3's client is its own here.
                if (!option.matches("path|hadoop[.]fs[.]s3a[.](attempts|retry)[.].*")) {
                    driver.property(name + CopyingDriver.OPTION + option, value);
                }
            });
        }
        return driver;
    }

    /** Puts files of the same rows into both stores. */
    private void give() throws IOException {
        for (int i = random.nextInt(MOST_FILES); i >= 0; i--) {
            StringBuilder lines = new StringBuilder();
            for (int id = given * PER_FILE; id < (given + 1) * PER_FILE; id++) {
                lines.append("{\"id\":").append(id).append("}\n");
            }
            // Of files of the same time that is first whose name is.
            String name = String.format(Locale.ROOT, "%06d.json", given);
            for (Copy copy : copies) {
                FileSystem files = copy.store().files();
                try (OutputStream out = files.create(new org.apache.hadoop.fs.Path(copy.from(), name))) {
                    out.write(lines.toString().getBytes(StandardCharsets.UTF_8));
                }
            }
            given++;
        }
    }

    private static List<Long> ids(Driver reader) throws IOException {
        return reader.seen().stream()
                .map(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sorted()
                .toList();
    }
}
