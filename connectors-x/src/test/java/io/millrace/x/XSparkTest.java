package io.millrace.x;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.spark.Millrace;
import io.millrace.spark.dstream.ReceiverHealth;
import io.millrace.testkit.server.KeepServerLogs;
import io.millrace.testkit.server.XServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** X in Spark: what comes is read through the journal or by a receiver, and users see gaps, and why it ends. */
@ExtendWith(KeepServerLogs.class)
@SuppressWarnings("deprecation") // Spark calls all of DStreams deprecated; they are one of the two faces
class XSparkTest {
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static XServer server;
    private static SparkSession spark;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() {
        server = XServer.start();
        spark = SparkSession.builder()
                .master("local[3]")
                .config("spark.ui.enabled", false)
                .config("spark.driver.host", "127.0.0.1")
                .getOrCreate();
    }

    @AfterAll
    static void stop() {
        spark.stop();
        server.close();
    }

    @Test
    void aQueryReadsPostsAndShowsGapsAndEndsWhenTheTokenIsRefused() throws Exception {
        String token = Following.account(server, "{}");
        StreamingQuery query = query(token);
        try {
            awaitConnected(token);
            server.publish(token, Posts.lines(0, 10));
            await().atMost(BOUND).until(() -> keys().size() == 10);
            assertThat(keys()).containsExactlyInAnyOrderElementsOf(Posts.ids(0, 10));
            server.cut(token, "close");
            awaitConnected(token);
            AtomicInteger more = new AtomicInteger();
            await().atMost(BOUND).untilAsserted(() -> {
                int next = 10 + more.getAndIncrement();
                server.publish(token, Posts.lines(next, next + 1)); // a batch, and with it a new progress
                assertThat(query.lastProgress().sources()[0].metrics()).containsEntry("receiver.0.gaps", "1");
            });
            server.plan(token, "{\"status\":401}");
            server.plan(token, "{\"status\":401,\"times\":1000,\"path\":\"/rules\"}");
            server.cut(token, "close");
            await().atMost(BOUND).until(() -> query.exception().isDefined());
            Assertions.assertThatThrownBy(query::awaitTermination)
                    .isInstanceOf(StreamingQueryException.class)
                    .hasMessageContaining("'bearerToken'");
        } finally {
            query.stop();
        }
    }

    @Test
    void aQueryThatIsStartedAgainTakesNoPostTwiceAndWithBackfillMissesNone() throws Exception {
        String token = Following.account(server, "{\"backfillMinutes\":5}");
        Map<Long, List<String>> batches = new ConcurrentHashMap<>();
        StreamingQuery query = query(token, batches, "backfillMinutes", "5");
        awaitConnected(token);
        server.publish(token, Posts.lines(0, 10));
        awaitKeys(batches, 10);
        query.stop();
        server.publish(token, Posts.lines(10, 20));
        query = query(token, batches, "backfillMinutes", "5");
        try {
            awaitConnected(token);
            server.publish(token, Posts.lines(20, 21));
            await().atMost(BOUND).until(() -> keys(batches).contains(Posts.id(20)));
            assertThat(keys(batches)).containsExactlyInAnyOrderElementsOf(Posts.ids(0, 21));
            StreamingQuery running = query;
            AtomicInteger more = new AtomicInteger(21);
            await().atMost(BOUND).untilAsserted(() -> {
                int next = more.getAndIncrement();
                server.publish(token, Posts.lines(next, next + 1));
                assertThat(metrics(running))
                        .as("what came again, and was kept before")
                        .containsEntry("receiver.0.repeats", "10")
                        .containsEntry("receiver.0.gaps", "0");
            });
        } finally {
            query.stop();
        }
    }

    @Test
    void aQueryThatIsStartedAgainReportsTheGapSinceTheLastPostOfItsPredecessor() throws Exception {
        String token = Following.account(server, "{}");
        Map<Long, List<String>> batches = new ConcurrentHashMap<>();
        StreamingQuery query = query(token, batches);
        awaitConnected(token);
        server.publish(token, Posts.lines(0, 10));
        awaitKeys(batches, 10);
        query.stop();
        Instant lost = Instant.now();
        server.publish(token, Posts.lines(10, 20));
        query = query(token, batches);
        try {
            awaitConnected(token);
            StreamingQuery running = query;
            AtomicInteger more = new AtomicInteger(20);
            await().atMost(BOUND).untilAsserted(() -> {
                int next = more.getAndIncrement();
                server.publish(token, Posts.lines(next, next + 1));
                Map<String, String> figures = metrics(running);
                assertThat(figures).containsEntry("receiver.0.gaps", "1");
                String[] gap = figures.getOrDefault("receiver.0.lastGap", "").split("/", -1);
                assertThat(lost).isBetween(Instant.parse(gap[0]), Instant.parse(gap[1]));
            });
            assertThat(keys(batches)).doesNotContainAnyElementsOf(Posts.ids(10, 20));
        } finally {
            query.stop();
        }
    }

    @Test
    void aReceiverStoresPostsAndShowsGaps() throws Exception {
        String token = Following.account(server, "{}");
        Queue<String> keys = new ConcurrentLinkedQueue<>();
        JavaStreamingContext context = new JavaStreamingContext(
                JavaSparkContext.fromSparkContext(spark.sparkContext()), Durations.milliseconds(200));
        Map<String, String> options = Following.options(server, token, "connector", "x", "durability", "memory");
        Millrace.receive(context, "x", options)
                .foreachRDD(rdd -> rdd.collect().forEach(event -> keys.add(Posts.text(event.key()))));
        context.start();
        try {
            awaitConnected(token);
            server.publish(token, Posts.lines(0, 10));
            await().atMost(BOUND).until(() -> keys.size() == 10);
            server.cut(token, "close");
            await().atMost(BOUND).untilAsserted(() -> {
                ReceiverHealth health = Millrace.health(context).get(0);
                assertThat(health.figures()).containsEntry("gaps", "1");
            });
        } finally {
            context.stop(false, false);
        }
        assertThat(keys).containsExactlyInAnyOrderElementsOf(Posts.ids(0, 10));
    }

    /** A query that can be started again; a batch that is run again takes the place of itself. */
    private StreamingQuery query(String token, Map<Long, List<String>> batches, String... more) throws Exception {
        return spark.readStream()
                .format("millrace")
                .options(Following.options(server, token, more))
                .option("connector", "x")
                .load()
                .selectExpr("CAST(key AS STRING) AS key")
                .writeStream()
                .foreachBatch((Dataset<Row> rows, Long batch) -> {
                    batches.put(batch, rows.as(Encoders.STRING()).collectAsList());
                })
                .option("checkpointLocation", directory.resolve("checkpoint").toString())
                .trigger(Trigger.ProcessingTime("100 milliseconds"))
                .start();
    }

    private static Map<String, String> metrics(StreamingQuery query) {
        StreamingQueryProgress progress = query.lastProgress();
        return progress == null ? Map.of() : progress.sources()[0].metrics();
    }

    private static List<String> keys(Map<Long, List<String>> batches) {
        return batches.values().stream().flatMap(List::stream).toList();
    }

    private static void awaitKeys(Map<Long, List<String>> batches, int count) {
        await().atMost(BOUND).until(() -> keys(batches).size() >= count);
    }

    private StreamingQuery query(String token) throws Exception {
        Map<String, String> options = new HashMap<>(Following.options(server, token, "connector", "x"));
        options.put("retryTimeout", "1s");
        return spark.readStream()
                .format("millrace")
                .options(options)
                .load()
                .selectExpr("CAST(key AS STRING) AS key")
                .writeStream()
                .format("memory")
                .queryName("posts")
                .option("checkpointLocation", directory.resolve("checkpoint").toString())
                .trigger(Trigger.ProcessingTime("100 milliseconds"))
                .start();
    }

    private static List<String> keys() {
        return spark.table("posts").collectAsList().stream()
                .map((Row row) -> row.getString(0))
                .toList();
    }

    private static void awaitConnected(String token) {
        await().atMost(BOUND).until(() -> server.seen(token).path("connections").asInt() == 1);
    }
}
