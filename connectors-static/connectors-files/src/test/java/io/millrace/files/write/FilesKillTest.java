package io.millrace.files.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.server.ChildJvm;
import io.millrace.testkit.server.KeepServerLogs;
import io.millrace.testkit.server.ServerBuilder;
import io.millrace.testkit.server.ServerProcess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A driver is killed, or dies at a step, and another goes on from its checkpoint: each row is there once. */
@ExtendWith(KeepServerLogs.class)
final class FilesKillTest {
    private static final Duration BOUND = Duration.ofMinutes(2);
    private static final int PER_EPOCH = 10;

    @TempDir
    private Path work;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private int epochs;

    @ParameterizedTest
    @EnumSource
    @Tag("soak")
    void aDriverKilledTenTimesLosesAndDoublesNothing(Store store) throws Exception {
        killed(store, 10);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("soak")
    void aDriverThatDiesAtEachStepLosesAndDoublesNothing(Store store) throws Exception {
        halted(store, List.of(Step.values()));
    }

    private void killed(Store store, int kills) throws Exception {
        System.out.println("FilesKillTest: seed " + seed);
        org.apache.hadoop.fs.Path root = store.directory();
        give(6 * kills + 3);
        for (int i = 0; i < kills; i++) {
            try (ServerProcess driver = driver(store, root, "-").start()) {
                // Whatever it is doing shortly after.
                driver.awaitLine("mark " + (1 + random.nextInt(50)) + ":", BOUND);
                driver.kill();
            }
            assertWholeEpochs(store, root);
        }
        finish(store, root);
    }

    private void halted(Store store, List<Step> steps) throws Exception {
        org.apache.hadoop.fs.Path root = store.directory();
        give(2 * steps.size() + 1);
        for (Step step : steps) {
            try (ServerProcess driver = driver(store, root, step.name()).start()) {
                assertThat(driver.awaitExit(BOUND)).isEqualTo(9);
            }
            assertWholeEpochs(store, root);
        }
        finish(store, root);
    }

    private void finish(Store store, org.apache.hadoop.fs.Path root) throws Exception {
        try (ServerProcess driver = driver(store, root, "-").start()) {
            assertThat(driver.awaitExit(BOUND)).isZero();
        }
        List<FileStatus> files = files(store, root);
        assertThat(read(store, files)).containsExactlyElementsOf(ids(epochs));
        // What a driver that is killed cuts off may be a draft, which goes after an hour.
        assertThat(new Driver(store, root, "the query").besides())
                .filteredOn(name -> !name.endsWith(".draft"))
                .hasSize(1);
    }

    private void assertWholeEpochs(Store store, org.apache.hadoop.fs.Path root) throws IOException {
        List<FileStatus> visible =
                VisibleFiles.among(store.files(), Set.of(root), FileStatus::getPath, written -> files(store, root));
        List<Integer> ids = read(store, visible);
        assertThat(ids.size() % PER_EPOCH).isZero();
        assertThat(ids).containsExactlyElementsOf(ids(ids.size() / PER_EPOCH));
    }

    private ServerBuilder driver(Store store, org.apache.hadoop.fs.Path root, String dieAt) {
        ServerBuilder driver = ChildJvm.of(WritingDriver.class)
                .heap("512m")
                .arguments(List.of(
                        store.connector(),
                        root.toString(),
                        work.resolve("input").toString(),
                        work.resolve("checkpoint").toString(),
                        dieAt));
        store.place().settings().forEach((name, value) -> driver.property(WritingDriver.SETTING + name, value));
        String manager = "spark.sql.streaming.checkpointFileManagerClass";
        driver.property(manager, System.getProperty(manager, ""));
        return driver;
    }

    private void give(int files) throws IOException {
        Path input = Files.createDirectories(work.resolve("input"));
        for (int epoch = 0; epoch < files; epoch++) {
            StringBuilder lines = new StringBuilder();
            for (int id = epoch * PER_EPOCH; id < (epoch + 1) * PER_EPOCH; id++) {
                lines.append("{\"id\":")
                        .append(id)
                        .append(",\"p\":")
                        .append(id % 2)
                        .append("}\n");
            }
            Path file = Files.writeString(input.resolve(epoch + ".json"), lines);
            // Spark takes files by their age.
            Files.setLastModifiedTime(file, FileTime.fromMillis(1_600_000_000_000L + epoch * 1000L));
        }
        epochs = files;
    }

    private static List<Integer> ids(int epochs) {
        return IntStream.range(0, epochs * PER_EPOCH).boxed().toList();
    }

    private static List<FileStatus> files(Store store, org.apache.hadoop.fs.Path root) throws IOException {
        return new Driver(store, root, "the query").all();
    }

    /** The ids in files of JSON. */
    private static List<Integer> read(Store store, List<FileStatus> files) throws IOException {
        FileSystem from = store.files();
        List<Integer> ids = new ArrayList<>();
        for (FileStatus file : files) {
            try (InputStream in = from.open(file.getPath())) {
                new String(in.readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .forEach(line -> ids.add(Integer.parseInt(line.replaceAll("\\D", ""))));
            }
        }
        return ids.stream().sorted().toList();
    }
}
