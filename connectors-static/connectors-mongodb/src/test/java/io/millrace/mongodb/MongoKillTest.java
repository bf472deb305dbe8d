package io.millrace.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import io.millrace.api.Columns;
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
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
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
        client.getDatabase(Deployment.DATABASE).createCollection(name);
        collection = client.getDatabase(Deployment.DATABASE).getCollection(name);
    }

    @Test
    void nothingIsLostOrDoubledWhenTheServerIsKilledWhileWriting() {
        serverKilled(2);
    }

    @Test
    @Tag("soak")
    void nothingIsLostOrDoubledInTenKillsOfTheServer() {
        serverKilled(10);
    }

    @Test
    void nothingIsLostOrDoubledWhenTheDriverIsKilled() {
        driverKilled(2);
    }

    @Test
    @Tag("soak")
    void nothingIsLostOrDoubledInTenKillsOfTheDriver() {
        driverKilled(10);
    }

    @Test
    void nothingIsLostOrDoubledWhenExecutorsAreKilled() {
        executorsKilled(2);
    }

    @Test
    @Tag("soak")
    void nothingIsLostOrDoubledInTenKillsOfExecutors() {
        executorsKilled(10);
    }

    @Test
    void readingLosesAndDoublesNothingWhenTheServerIsKilled() throws Exception {
        List<Document> documents =
                IntStream.range(0, 3000).mapToObj(i -> new Document("_id", i)).toList();
        collection.insertMany(documents);
        Map<String, String> given = Deployment.options(server.uri(), name, "schema", new Columns("_id INT").ddl());
        Options options = Reading.options(given);
        Scan scan = new Scan(List.of("_id"), List.of(), 1);
        Slice slice = Reading.plan(given, scan).slices().get(0);
        List<Long> read = new ArrayList<>();
        LongAdder retries = new LongAdder();
        StoreConnector connector = new MongoInput();
        int kill = 1 + random.nextInt(100);
        try (ResilientRows rows = new ResilientRows(connector, slice, scan, options, retries)) {
            for (Row row = rows.next(); row != null; row = rows.next()) {
                read.add(row.longAt(0));
                if (read.size() == kill || read.size() == 500 + kill) {
                    server.restart();
                }
            }
        }
        assertThat(read).isEqualTo(IntStream.range(0, 3000).mapToObj(Long::valueOf).toList());
        assertThat(retries.sum()).isPositive();
    }

    private void serverKilled(int kills) {
        try (ServerProcess driver = driver(Map.of("spark.master", "local[2]"))) {
            for (int i = 0; i < kills; i++) {
                awaitMore(driver);
                server.kill();
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(400)));
                server.restart();
            }
            finish(driver);
        }
    }

    private void driverKilled(int kills) {
        try (ServerProcess driver = driver(Map.of("spark.master", "local[2]"))) {
            for (int i = 0; i < kills; i++) {
                awaitMore(driver);
                driver.kill();
                driver.restart();
            }
            finish(driver);
        }
    }

    private void executorsKilled(int kills) {
        try (SparkCluster cluster = SparkCluster.start(2, 1);
                ServerProcess driver = driver(cluster.settings())) {
            for (int i = 0; i < kills; i++) {
                awaitMore(driver);
                List<ProcessHandle> executors = cluster.workers().stream()
                        .flatMap(worker -> cluster.executors(worker).stream())
                        .toList();
                if (!executors.isEmpty()) {
                    cluster.killExecutor(executors.get(random.nextInt(executors.size())));
                }
            }
            finish(driver);
        }
    }

    /** A driver that inserts: a document that is there and is not its own would end the query. */
    private ServerProcess driver(Map<String, String> settings) {
        ServerBuilder driver = ChildJvm.of(WritingDriver.class)
                .heap("512m")
                .property("checkpoint", directory.resolve("checkpoint").toString())
                .property(
                        "spark.sql.streaming.checkpointFileManagerClass",
                        System.getProperty("spark.sql.streaming.checkpointFileManagerClass", ""));
        settings.forEach(driver::property);
        Deployment.options(server.uri(), name, "operation", "insert", "maxBatchSize", "50")
                .forEach((option, value) -> driver.property("write." + option, value));
        return driver.start();
    }

    /** Waits until the query has written some more, and then a random moment. */
    private void awaitMore(ServerProcess driver) {
        long before = count();
        await().atMost(BOUND)
                .pollInterval(Duration.ofMillis(50))
                .failFast("the driver ended, see " + driver.log(), () -> !driver.alive())
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

    private void finish(ServerProcess driver) {
        awaitMore(driver);
        awaitMore(driver);
        driver.kill();
        List<Document> documents = collection.find().into(new ArrayList<>());
        int batches = documents.size() / WritingDriver.ROWS_PER_BATCH;
        assertThat(documents).hasSizeGreaterThan(WritingDriver.ROWS_PER_BATCH);
        assertThat(documents.stream().map(one -> one.getLong("_id")).sorted().limit((long) batches * WritingDriver.ROWS_PER_BATCH).toList())
                .as("of all batches but the last, which was cut off, every document")
                .isEqualTo(IntStream.range(0, batches * WritingDriver.ROWS_PER_BATCH)
                        .mapToObj(Long::valueOf)
                        .toList());
        assertThat(documents).allMatch(one -> one.getLong("twice") == 2 * one.getLong("_id"));
    }
}
