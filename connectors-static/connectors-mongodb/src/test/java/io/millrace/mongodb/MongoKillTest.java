package io.millrace.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import io.millrace.api.Options;
import io.millrace.api.Row;
import io.millrace.api.Scan;
import io.millrace.api.Slice;
import io.millrace.api.StoreConnector;
import io.millrace.runtime.ResilientRows;
import io.millrace.testkit.server.ChildJvm;
import io.millrace.testkit.server.MongoServer;
import io.millrace.testkit.server.ServerBuilder;
import io.millrace.testkit.server.ServerProcess;
import io.millrace.testkit.server.SparkCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Servers, drivers and executors are killed at random moments while a query writes or reads. The server is always the stand-in
 * that keeps what it acknowledges, as a real one cannot be killed from here.
 */
class MongoKillTest {
    private static final Duration BOUND = Duration.ofMinutes(2);

    private static MongoServer server;
    private static MongoClient client;

    @TempDir
    private Path directory;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private String name = "";
    private MongoCollection<Document> collection;

    @BeforeAll
    static void start() {
        server = MongoServer.start();
        client = Deployment.client(server.uri());
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    @BeforeEach
    void create() {
        System.out.println("MongoKillTest: seed " + seed);
        name = "k" + System.nanoTime();
        // The test before may have left connections to a server that is gone.
        await().ignoreExceptions().until(() -> {
            client.getDatabase(Deployment.DATABASE).createCollection(name);
            return true;
        });
        collection = client.getDatabase(Deployment.DATABASE).getCollection(name);
    }

    @Test
    void nothingIsLostOrDoubledWhenTheServerIsKilledWhileWriting() throws Exception {
        serverKilled(2);
    }

    @Test
    @Tag("soak")
    void nothingIsLostOrDoubledInTenKillsOfTheServer() throws Exception {
        serverKilled(10);
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
    void nothingIsLostOrDoubledWhenExecutorsAreKilled() throws Exception {
        executorsKilled(2);
    }

    @Test
    @Tag("soak")
    void nothingIsLostOrDoubledInTenKillsOfExecutors() throws Exception {
        executorsKilled(10);
    }

    @Test
    void readingLosesAndDoublesNothingWhenTheServerIsKilled() throws Exception {
        serverKilledWhileReading(2);
    }

    @Test
    @Tag("soak")
    void readingLosesAndDoublesNothingInTenKillsOfTheServer() throws Exception {
        serverKilledWhileReading(10);
    }

    private void serverKilledWhileReading(int kills) throws Exception {
        int documents = 1000 * (kills + 1);
        await().ignoreExceptions()
                .until(() -> collection
                        .insertMany(IntStream.range(0, documents)
                                .mapToObj(i -> new Document("_id", i))
                                .toList())
                        .wasAcknowledged());
        Map<String, String> given = Deployment.options(server.uri(), name, "schema", "_id INT", "fetchSize", "100");
        Options options = Reading.options(given);
        Scan scan = new Scan(List.of("_id"), List.of(), 1);
        Slice slice = Reading.plan(given, scan).slices().get(0);
        List<Long> read = new ArrayList<>();
        LongAdder retries = new LongAdder();
        StoreConnector connector = new MongoInput();
        int next = 1 + random.nextInt(1000);
        try (ResilientRows rows = new ResilientRows(connector, slice, scan, options, retries)) {
            for (Row row = rows.next(); row != null; row = rows.next()) {
                read.add(row.longAt(0));
                if (read.size() == next && next <= kills * 1000) {
                    server.restart();
                    next = (next / 1000 + 1) * 1000 + 1 + random.nextInt(999);
                }
            }
        }
        assertThat(read)
                .isEqualTo(IntStream.range(0, documents).mapToObj(Long::valueOf).toList());
        assertThat(retries.sum()).isGreaterThanOrEqualTo(kills);
    }

    private void serverKilled(int kills) throws Exception {
        StreamingQuery query = WritingDriver.start(session(Map.of()), checkpoint(), options());
        for (int i = 0; i < kills; i++) {
            awaitMore(query);
            server.kill();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(400)));
            server.restart();
        }
        finish(query);
    }

    /** The last kill is the end of the driver: the query goes on here. */
    private void driverKilled(int kills) throws Exception {
        ServerBuilder builder = ChildJvm.of(WritingDriver.class)
                .heap("512m")
                .property("checkpoint", checkpoint())
                .property(
                        "spark.sql.streaming.checkpointFileManagerClass",
                        System.getProperty("spark.sql.streaming.checkpointFileManagerClass", ""));
        options().forEach((option, value) -> builder.property("write." + option, value));
        try (ServerProcess driver = builder.start()) {
            for (int i = 0; i < kills; i++) {
                if (i > 0) {
                    driver.restart();
                }
                awaitMore("the driver ended, see " + driver.log(), () -> !driver.alive());
                driver.kill();
            }
        }
        finish(WritingDriver.start(session(Map.of()), checkpoint(), options()));
    }

    private void executorsKilled(int kills) throws Exception {
        try (SparkCluster cluster = SparkCluster.start(1, 2)) {
            Map<String, String> settings = new HashMap<>(cluster.settings());
            settings.put("spark.executor.cores", "1");
            try (SparkSession session = session(settings)) {
                StreamingQuery query = WritingDriver.start(session, checkpoint(), options());
                for (int i = 0; i < kills; i++) {
                    awaitMore(query);
                    killExecutor(cluster);
                }
                finish(query);
                for (int i = 0; i < kills; i++) {
                    CompletableFuture<List<Long>> read = CompletableFuture.supplyAsync(() -> session.read()
                            .format("millrace")
                            .option("connector", "mongodb")
                            .options(Deployment.options(
                                    server.uri(), name, "schema", "_id BIGINT", "fetchSize", "2", "slices", "4"))
                            .load()
                            .as(Encoders.LONG())
                            .collectAsList());
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(1000)));
                    System.out.println("MongoKillTest: reading is " + (read.isDone() ? "done" : "under way"));
                    killExecutor(cluster);
                    assertThat(read.get(BOUND.toSeconds(), TimeUnit.SECONDS))
                            .doesNotHaveDuplicates()
                            .hasSize((int) count());
                }
            }
        }
    }

    private void killExecutor(SparkCluster cluster) {
        ServerProcess worker = cluster.workers().get(0);
        await().atMost(BOUND).until(() -> !cluster.executors(worker).isEmpty());
        List<ProcessHandle> executors = cluster.executors(worker);
        cluster.killExecutor(executors.get(random.nextInt(executors.size())));
    }

    /** The session of this JVM, or with settings a new one, to be closed. */
    private static SparkSession session(Map<String, String> settings) {
        SparkSession.Builder builder = SparkSession.builder().master("local[2]").config("spark.ui.enabled", false);
        if (!settings.isEmpty() && SparkSession.getDefaultSession().isDefined()) {
            SparkSession.getDefaultSession().get().stop();
        }
        settings.forEach(builder::config);
        return builder.getOrCreate();
    }

    private String checkpoint() {
        return directory.resolve("checkpoint").toString();
    }

    /** Inserts: a document that is there and is not its own would end the query. */
    private Map<String, String> options() {
        return Deployment.options(server.uri(), name, "operation", "insert", "maxBatchSize", "50");
    }

    private void awaitMore(StreamingQuery query) {
        awaitMore("the query ended", () -> !query.isActive());
    }

    /** Waits until the query has written some more, and then a random moment. */
    private void awaitMore(String reason, Callable<Boolean> ended) {
        long before = count();
        await().atMost(BOUND)
                .pollInterval(Duration.ofMillis(50))
                .failFast(reason, ended)
                .until(() -> count() > before);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(300)));
    }

    /** How many documents there are; none if the server has just been away. */
    private long count() {
        try {
            return collection.countDocuments();
        } catch (MongoException e) {
            return 0;
        }
    }

    private void finish(StreamingQuery query) throws Exception {
        awaitMore(query);
        awaitMore(query);
        query.stop();
        List<Document> documents = collection.find().into(new ArrayList<>());
        int batches = documents.size() / WritingDriver.ROWS_PER_BATCH;
        assertThat(documents).hasSizeGreaterThan(WritingDriver.ROWS_PER_BATCH);
        assertThat(documents.stream()
                        .map(one -> one.getLong("_id"))
                        .sorted()
                        .limit((long) batches * WritingDriver.ROWS_PER_BATCH)
                        .toList())
                .as("of all batches but the last, which was cut off, every document")
                .isEqualTo(IntStream.range(0, batches * WritingDriver.ROWS_PER_BATCH)
                        .mapToObj(Long::valueOf)
                        .toList());
        assertThat(documents).allMatch(one -> one.getLong("twice") == 2 * one.getLong("_id"));
    }
}
