package io.millrace.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.testkit.server.ChildJvm;
import io.millrace.testkit.server.S3Server;
import io.millrace.testkit.server.ServerBuilder;
import io.millrace.testkit.server.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Drivers and the server of S3 are killed at random moments while a query reads new files. */
class KillTest {
    private static final Duration BOUND = Duration.ofMinutes(2);

    private static S3Server s3;
    private static FileSystem files;

    @TempDir
    private Path directory;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final String folder = "s3a://kills/f" + seed + "/";
    private int written;

    @BeforeAll
    static void start() throws Exception {
        s3 = S3Server.start("kills");
        Configuration settings = new Configuration();
        s3.s3aSettings().forEach(settings::set);
        files = FileSystem.newInstance(java.net.URI.create("s3a://kills"), settings);
    }

    @AfterAll
    static void stop() throws Exception {
        files.close();
        s3.close();
    }

    @Test
    void nothingIsLostOrDoubledWhenTheDriverIsKilled() throws Exception {
        driverKilled(2);
    }

    @Test
    @Tag("soak")
    void nothingIsLostOrDoubledInTenKillsOfTheDriver() throws Exception {
        driverKilled(10);
    }

    @Test
    void nothingIsLostOrDoubledWhenTheServerIsKilled() throws Exception {
        serverKilled(2);
    }

    @Test
    @Tag("soak")
    void nothingIsLostOrDoubledInTenKillsOfTheServer() throws Exception {
        serverKilled(10);
    }

    private void driverKilled(int kills) throws Exception {
        System.out.println("KillTest: seed " + seed);
        try (ServerProcess driver = driver()) {
            for (int i = 0; i < kills; i++) {
                awaitMore(driver);
                driver.kill();
                driver.restart();
            }
            finish(driver);
        }
    }

    private void serverKilled(int kills) throws Exception {
        System.out.println("KillTest: seed " + seed);
        try (ServerProcess driver = driver()) {
            for (int i = 0; i < kills; i++) {
                awaitMore(driver);
                s3.kill();
                s3.restart();
            }
            finish(driver);
        }
    }

    private ServerProcess driver() {
        ServerBuilder driver = ChildJvm.of(ReadingDriver.class)
                .heap("512m")
                .property("connector", "s3")
                .property("checkpoint", directory.resolve("checkpoint").toString())
                .property("notes", directory.resolve("notes").toString())
                .property(
                        "spark.sql.streaming.checkpointFileManagerClass",
                        System.getProperty("spark.sql.streaming.checkpointFileManagerClass", ""));
        Map<String, String> options = new HashMap<>(Map.of(
                "path",
                folder,
                "format",
                "text",
                "schema",
                "value STRING",
                "maxFiles",
                "3",
                "endpoint",
                s3.endpoint().toString(),
                "accessKey",
                s3.accessKey(),
                "secretKey",
                s3.secretKey()));
        options.put("hadoop.fs.s3a.buffer.dir", directory.toString());
        options.forEach((name, value) -> driver.property("read." + name, value));
        add(6);
        return driver.start();
    }

    /** Adds files until the query has read some more, and then waits a random moment. */
    private void awaitMore(ServerProcess driver) {
        add(9);
        int before = notes().size();
        await().atMost(BOUND)
                .pollInterval(Duration.ofMillis(20))
                .failFast("the driver ended, see " + driver.log(), () -> !driver.alive())
                .until(() -> notes().size() > before);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(300)));
    }

    private void finish(ServerProcess driver) {
        add(3);
        await().atMost(BOUND)
                .pollInterval(Duration.ofMillis(50))
                .failFast("the driver ended, see " + driver.log(), () -> !driver.alive())
                .until(() -> values().size() >= written);
        driver.kill();
        assertThat(values())
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, written).mapToObj(Integer::toString).toList());
    }

    /** The rows of each batch, which are the same whenever it was run. */
    private List<String> values() {
        Map<String, String> batches = new HashMap<>();
        for (String note : notes()) {
            String[] parts = note.split(" ", 2);
            assertThat(batches.getOrDefault(parts[0], parts[1]))
                    .as("batch %s, run again", parts[0])
                    .isEqualTo(parts[1]);
            batches.put(parts[0], parts[1]);
        }
        List<String> values = new ArrayList<>();
        batches.values().forEach(rows -> values.addAll(List.of(rows.split(","))));
        return values;
    }

    private List<String> notes() {
        try {
            Path notes = directory.resolve("notes");
            return Files.exists(notes) ? Files.readAllLines(notes) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(int count) {
        try {
            for (int i = 0; i < count; i++) {
                try (FSDataOutputStream out = files.create(new org.apache.hadoop.fs.Path(folder + "f" + written))) {
                    out.writeBytes(written + "\n");
                }
                written++;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
