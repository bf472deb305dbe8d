package io.millrace.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import io.millrace.testkit.server.ChildJvm;
import io.millrace.testkit.server.FreePorts;
import io.millrace.testkit.server.ServerBuilder;
import io.millrace.testkit.server.ServerProcess;
import io.millrace.testkit.server.SparkCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Drivers are killed while people look on, with executors in processes of their own. */
class DriverKillTest {
    private static final Duration BOUND = Duration.ofSeconds(90);

    @TempDir
    private Path directory;

    @Test
    void thePageShowsEachRowOfTheStreamOnceThoughTheDriverIsKilled() throws Exception {
        int port = FreePorts.next();
        Files.createDirectories(directory.resolve("history"));
        try (SparkCluster cluster = SparkCluster.start(2, 1);
                ServerProcess driver = driver(cluster.settings(), port);
                Chromium chromium = Chromium.start()) {
            driver.awaitLine("the dashboard is up", BOUND);
            Page page = chromium.open("http://127.0.0.1:" + port + "/");
            awaitMore(page, 0);
            for (int kill = 0; kill < 2; kill++) {
                int before = BrowserTest.cells(page, "Numbers").size();
                driver.kill();
                page.waitForSelector("[data-state=reconnecting]");
                driver.restart();
                awaitMore(page, before);
            }
            driver.kill();
            List<Long> shown = numbers(page);
            long committed = (lastCommit() + 1) * DashboardDriver.ROWS_PER_BATCH;
            assertThat(shown)
                    .as("the rows on the page")
                    .containsExactlyInAnyOrderElementsOf(
                            LongStream.range(0, shown.size()).boxed().toList());
            assertThat((long) shown.size())
                    .as("as many as the stream had, and at most the batches under way")
                    .isBetween(
                            committed - 2 * DashboardDriver.ROWS_PER_BATCH, committed + DashboardDriver.ROWS_PER_BATCH);
        }
    }

    private ServerProcess driver(Map<String, String> settings, int port) {
        Map<String, String> properties = new TreeMap<>(settings);
        properties.put("spark.sql.shuffle.partitions", "2");
        properties.put("dashboard.port", Integer.toString(port));
        properties.put("dashboard.history", directory.resolve("history").toString());
        properties.put("dashboard.checkpoint", directory.resolve("checkpoint").toString());
        properties.put(
                "spark.sql.streaming.checkpointFileManagerClass",
                "org.apache.spark.sql.execution.streaming.checkpointing.FileSystemBasedCheckpointFileManager");
        ServerBuilder driver = ChildJvm.of(DashboardDriver.class).heap("512m");
        properties.forEach(driver::property);
        return driver.start();
    }

    private static void awaitMore(Page page, int than) {
        await().atMost(BOUND)
                .until(() -> BrowserTest.cells(page, "Numbers").size() >= than + 4 * DashboardDriver.ROWS_PER_BATCH);
    }

    private static List<Long> numbers(Page page) {
        return BrowserTest.cells(page, "Numbers").stream().map(Long::valueOf).toList();
    }

    private long lastCommit() throws IOException {
        try (var commits = Files.list(directory.resolve("checkpoint/commits"))) {
            return commits.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("\\d+"))
                    .mapToLong(Long::parseLong)
                    .max()
                    .orElseThrow();
        }
    }
}
