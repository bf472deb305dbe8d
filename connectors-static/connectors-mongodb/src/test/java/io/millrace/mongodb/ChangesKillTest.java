package io.millrace.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.testkit.server.ChildJvm;
import io.millrace.testkit.server.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The driver is killed (kill -9) inside batches while collections are written. The stand-in forgets its changes when it ends, so
 * that servers are not killed here.
 */
class ChangesKillTest {
    private static final Duration BOUND = Duration.ofSeconds(60);

    @TempDir
    Path notes;

    @Test
    @Timeout(120)
    void nothingIsLostOrDoubledWhenTheDriverIsKilledInsideABatch() throws Exception {
        run(2);
    }

    @Test
    @Tag("soak")
    void nothingIsLostOrDoubledInTenKillsOfTheDriver() throws Exception {
        run(10);
    }

    private void run(int kills) throws Exception {
        List<String> names = Watching.create(2);
        List<String> arguments = new ArrayList<>(List.of(notes.toString()));
        Watching.options(names).forEach((name, value) -> arguments.add(name + "=" + value));
        int written = 0;
        try (ServerProcess driver = ChildJvm.of(WatchingDriver.class)
                .heap("256m")
                .arguments(arguments)
                .start()) {
            for (int kill = 0; kill < kills; kill++) {
                driver.awaitLine("begins after batch", BOUND);
                Files.createFile(notes.resolve("hold"));
                written = write(names, written);
                await().atMost(BOUND)
                        .pollInterval(Duration.ofMillis(5))
                        .failFast("the driver ended, see " + driver.log(), () -> !driver.alive())
                        .until(() -> Files.exists(notes.resolve("held")));
                driver.kill();
                Files.delete(notes.resolve("hold"));
                Files.delete(notes.resolve("held"));
                written = write(names, written);
                int done = named("done-").size();
                driver.restart();
                await().atMost(BOUND).until(() -> named("done-").size() > done);
            }
            written = write(names, written);
            Files.createFile(notes.resolve("stop"));
            assertThat(driver.awaitExit(BOUND)).isZero();
        }
        check(names, written, kills);
    }

    private static int write(List<String> names, int from) {
        for (String name : names) {
            Watching.collection(name)
                    .insertMany(IntStream.range(from, from + 100)
                            .mapToObj(i -> new Document("_id", i))
                            .toList());
        }
        return from + 100;
    }

    private void check(List<String> names, int written, int kills) throws IOException {
        List<String> read = new ArrayList<>();
        int again = 0;
        for (int batch = 1; Files.exists(notes.resolve("done-" + batch)); batch++) {
            List<String> last = List.of();
            int attempt = 1;
            for (; Files.exists(notes.resolve("out-" + batch + "-" + attempt)); attempt++) {
                List<String> rows = Files.readAllLines(notes.resolve("out-" + batch + "-" + attempt));
                assertThat(rows.stream().limit(last.size()).toList())
                        .as("what batch %s had read before the kill, read again", batch)
                        .isEqualTo(last);
                last = rows;
            }
            again += attempt > 2 ? 1 : 0;
            read.addAll(last);
        }
        assertThat(again).as("batches that were read again").isEqualTo(kills);
        for (String name : names) {
            String stream = Watching.DATABASE + "." + name + " ";
            assertThat(read.stream()
                            .filter(row -> row.startsWith(stream))
                            .map(row -> row.substring(stream.length(), row.lastIndexOf(' ')))
                            .toList())
                    .isEqualTo(IntStream.range(0, written)
                            .mapToObj(i -> "{\"_id\": " + i + "}")
                            .toList());
        }
    }

    private List<String> named(String prefix) throws IOException {
        try (Stream<Path> files = Files.list(notes)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith(prefix) && !name.endsWith(".new"))
                    .toList();
        }
    }
}
