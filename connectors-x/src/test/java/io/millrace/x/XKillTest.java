package io.millrace.x;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.testkit.ReceiverDriver;
import io.millrace.testkit.ReceiverDriver.Face;
import io.millrace.testkit.server.KeepServerLogs;
import io.millrace.testkit.server.ServerProcess;
import io.millrace.testkit.server.SparkCluster;
import io.millrace.testkit.server.XServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** On a cluster the receiver of X moves to another executor, and its query to another driver, while posts come. */
@ExtendWith(KeepServerLogs.class)
class XKillTest {
    private static final Duration BOUND = Duration.ofMinutes(2);
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path directory;

    @Test
    @Tag("soak")
    void withBackfillEachPostIsTakenOnceThoughExecutorAndDriverAreKilled() throws Exception {
        try (XServer server = XServer.start();
                SparkCluster cluster = SparkCluster.start(1, 2)) {
            String token = Following.account(server, "{\"backfillMinutes\":5}");
            try (ServerProcess driver = ReceiverDriver.process(
                            Face.JOURNAL,
                            directory,
                            Following.options(server, token, "connector", "x", "backfillMinutes", "5"),
                            cluster.settings())
                    .start()) {
                awaitConnected(server, token);
                publish(server, token, 0);
                awaitPosts(100, driver);
                cluster.workers().stream()
                        .flatMap(worker -> cluster.executors(worker).stream())
                        .toList()
                        .forEach(cluster::killExecutor);
                publish(server, token, 100);
                awaitPosts(200, driver);
                driver.kill();
                publish(server, token, 200);
                driver.restart();
                awaitPosts(300, driver);
                publish(server, token, 300);
                awaitPosts(400, driver);
            }
        }
        assertThat(ids()).containsExactlyInAnyOrderElementsOf(Posts.ids(0, 400));
    }

    /** A hundred posts, one by one. */
    private static void publish(XServer server, String token, int from) {
        for (int i = from; i < from + 100; i++) {
            server.publish(token, Posts.lines(i, i + 1));
        }
    }

    private static void awaitConnected(XServer server, String token) {
        await().atMost(BOUND).until(() -> server.seen(token).path("connections").asInt() == 1);
    }

    private void awaitPosts(int count, ServerProcess driver) {
        await().atMost(BOUND)
                .failFast("the driver ended, see " + driver.log(), () -> !driver.alive())
                .until(() -> ids().size() >= count);
    }

    private List<String> ids() throws IOException {
        return ReceiverDriver.lines(directory).stream().map(XKillTest::id).toList();
    }

    private static String id(String post) {
        try {
            return JSON.readTree(post).path("data").path("id").asText();
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
