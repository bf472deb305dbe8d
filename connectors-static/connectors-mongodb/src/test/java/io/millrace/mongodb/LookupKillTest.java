package io.millrace.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import io.millrace.testkit.server.ChildJvm;
import io.millrace.testkit.server.MongoServer;
import io.millrace.testkit.server.ServerBuilder;
import io.millrace.testkit.server.ServerProcess;
import io.millrace.testkit.server.SparkCluster;
import io.millrace.testkit.server.TcpProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Executors and drivers of a stream that is joined by look-up are killed, and its store and its dead-letter output are away for a
 * while: every row is there once, joined right, or there is a dead letter of it.
 */
class LookupKillTest {
    private static final Duration BOUND = Duration.ofMinutes(2);
    private static final int PEOPLE = 97;
    private static final int REFUSED_PER_BATCH = JoiningDriver.ROWS_PER_BATCH / 50;

    @TempDir
    private Path directory;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private MongoServer server;
    private MongoClient client;
    private MongoDatabase database;
    private TcpProxy toPeople;
    private TcpProxy toRows;
    private TcpProxy toLetters;
    private SparkCluster cluster;

    @BeforeEach
    void start() {
        System.out.println("LookupKillTest: seed " + seed);
        server = MongoServer.startInMemory();
        client = Deployment.client(server.uri());
        database = client.getDatabase(Deployment.DATABASE);
        List.of("people", "rows", "letters", "numbers").forEach(database::createCollection);
        database.getCollection("people")
                .insertMany(LongStream.range(0, PEOPLE)
                        .mapToObj(id -> new Document("_id", id).append("name", "person " + id))
                        .toList());
        toPeople = TcpProxy.to(server.port());
        toRows = TcpProxy.to(server.port());
        toLetters = TcpProxy.to(server.port());
        cluster = SparkCluster.start(1, 2);
    }

    @AfterEach
    void stop() {
        cluster.close();
        toLetters.close();
        toRows.close();
        toPeople.close();
        client.close();
        server.close();
    }

    @Test
    void rowsAndTheirDeadLettersAreThereWhateverIsKilledBetweenThem() throws Exception {
        try (ServerProcess driver = driver(Map.of()).start()) {
            awaitBatches(driver, 2);
            // The rows of a batch are written, but not all of its letters.
            toLetters.stall();
            until(
                    driver,
                    () -> batches().entrySet().stream()
                            .anyMatch(batch -> letters(batch.getKey()) < REFUSED_PER_BATCH && batch.getValue() > 0));
            awaitStandstill(driver);
            executors().forEach(cluster::killExecutor);
            toLetters.cut();
            toLetters.resume();
            awaitBatches(driver, 2);
            // Letters of a batch are written, but not all of its rows.
            toRows.stall();
            until(driver, () -> {
                Map<Long, Long> batches = batches();
                return letterIds().stream()
                        .map(LookupKillTest::batch)
                        .anyMatch(batch ->
                                batches.getOrDefault(batch, 0L) < JoiningDriver.ROWS_PER_BATCH - REFUSED_PER_BATCH);
            });
            awaitStandstill(driver);
            driver.kill();
            toRows.cut();
            toRows.resume();
            driver.restart();
            awaitBatches(driver, 2);
            // Letters fail for longer than they are tried: their tasks fail, and are run again.
            toLetters.refuse();
            toLetters.cut();
            driver.awaitLine("Lost task .*A dead letter could not be written", BOUND);
            toLetters.resume();
            awaitBatches(driver, 2);
            // Look-ups fail, and are asked again.
            toPeople.refuse();
            toPeople.cut();
            awaitStandstill(driver);
            toPeople.resume();
            awaitBatches(driver, 2);
        }
        check(committed() * JoiningDriver.ROWS_PER_BATCH);
    }

    @Test
    @Tag("soak")
    void nothingIsLostOrDoubledInTenKillsOfEach() throws Exception {
        try (ServerProcess driver = driver(Map.of()).start()) {
            for (int i = 0; i < 20; i++) {
                awaitBatches(driver, 2);
                strike(driver, i % 2 == 0);
            }
            awaitBatches(driver, 2);
        }
        check(committed() * JoiningDriver.ROWS_PER_BATCH);
    }

    @Test
    @Tag("soak")
    void inRealTimeModeNothingIsLostInTenKillsOfEach() throws Exception {
        Map<String, String> read = Map.of(
                "read.connector", "mongodb-changes",
                "read.connection.uri", server.uri(),
                "read.database", Deployment.DATABASE,
                "read.collections", "numbers",
                "read.startingOffsets", "earliest",
                "spark.sql.streaming.realTimeMode.allowlistCheck", "false",
                "spark.sql.streaming.realTimeMode.minBatchDuration", "500");
        long written = 0;
        try (ServerProcess driver = driver(read).start()) {
            for (int i = 0; i <= 20; i++) {
                for (int part = 0; part < 4; part++) {
                    database.getCollection("numbers")
                            .insertMany(LongStream.range(written, written + 50)
                                    .mapToObj(id -> new Document("_id", id))
                                    .toList());
                    written += 50;
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(200)));
                }
                if (i < 20) {
                    strike(driver, i % 2 == 0);
                }
                long all = written;
                await().atMost(BOUND).pollInterval(Duration.ofMillis(200)).until(() -> {
                    // A batch in real-time mode does not outlive its executor, nor the query the batch.
                    if (!driver.alive()) {
                        driver.restart();
                    }
                    return rows().countDocuments() == all - all / 50
                            && letterIds().stream().distinct().count() == all / 50;
                });
            }
            driver.kill();
        }
        check(written);
    }

    private void strike(ServerProcess driver, boolean executor) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(500)));
        if (executor) {
            List<ProcessHandle> executors = executors();
            if (!executors.isEmpty()) {
                cluster.killExecutor(executors.get(random.nextInt(executors.size())));
            }
        } else {
            driver.kill();
            driver.restart();
        }
    }

    private ServerBuilder driver(Map<String, String> more) {
        Map<String, String> properties = new TreeMap<>(cluster.settings());
        properties.put("spark.executor.cores", "1");
        properties.put("spark.sql.shuffle.partitions", "2");
        properties.put("checkpoint", directory.resolve("checkpoint").toString());
        properties.put(
                "spark.sql.streaming.checkpointFileManagerClass",
                System.getProperty("spark.sql.streaming.checkpointFileManagerClass", ""));
        // Most rows ask the store.
        Deployment.options(
                        server.uri(toPeople),
                        "people",
                        "serverTimeout",
                        "500ms",
                        "schema",
                        "_id BIGINT, name STRING",
                        "lookup.keys",
                        "_id",
                        "lookup.cacheSize",
                        "10")
                .forEach((name, value) -> properties.put("people." + name, value));
        Map<String, String> write = new HashMap<>(
                Deployment.options(server.uri(toRows), "rows", "connector", "mongodb", "operation", "insert"));
        write.putAll(Map.of("deadletter.connector", "mongodb", "deadletter.identity", "number"));
        // A letter is sent as soon as it is written.
        Deployment.options(
                        server.uri(toLetters),
                        "letters",
                        "serverTimeout",
                        "1s",
                        "operation",
                        "insert",
                        "maxBatchSize",
                        "1",
                        "writeTimeout",
                        "3s")
                .forEach((name, value) -> write.put("deadletter." + name, value));
        write.forEach((name, value) -> properties.put("write." + name, value));
        properties.putAll(more);
        ServerBuilder driver = ChildJvm.of(JoiningDriver.class).heap("512m");
        properties.forEach(driver::property);
        return driver;
    }

    private List<ProcessHandle> executors() {
        return cluster.executors(cluster.workers().get(0));
    }

    private MongoCollection<Document> rows() {
        return database.getCollection("rows");
    }

    /** How many rows of each batch are there. */
    private Map<Long, Long> batches() {
        return rows().find().into(new ArrayList<>()).stream()
                .collect(Collectors.groupingBy(row -> batch(row.getLong("_id")), Collectors.counting()));
    }

    private List<Long> letterIds() {
        return database.getCollection("letters").find().into(new ArrayList<>()).stream()
                .map(letter -> Long.valueOf(letter.getString("identity")))
                .toList();
    }

    private long letters(long batch) {
        return letterIds().stream().distinct().filter(id -> batch(id) == batch).count();
    }

    private static long batch(long number) {
        return number / JoiningDriver.ROWS_PER_BATCH;
    }

    private void awaitBatches(ServerProcess driver, int more) throws Exception {
        long before = committed();
        until(driver, () -> committed() >= before + more);
    }

    /** Waits until no batch has been committed for a second. */
    private void awaitStandstill(ServerProcess driver) throws Exception {
        long[] last = {committed(), System.nanoTime()};
        until(driver, () -> {
            long now = committed();
            if (now != last[0]) {
                last[0] = now;
                last[1] = System.nanoTime();
            }
            return System.nanoTime() - last[1] > TimeUnit.SECONDS.toNanos(1);
        });
    }

    private static void until(ServerProcess driver, Callable<Boolean> what) {
        await().atMost(BOUND)
                .pollInterval(Duration.ofMillis(50))
                .failFast("the driver ended, see " + driver.log(), () -> !driver.alive())
                .until(what);
    }

    /** How many batches Spark has committed. */
    private long committed() throws IOException {
        Path commits = directory.resolve("checkpoint").resolve("commits");
        if (!Files.exists(commits)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(commits)) {
            return 1
                    + files.map(file -> file.getFileName().toString())
                            .filter(name -> name.matches("\\d+"))
                            .mapToLong(Long::parseLong)
                            .max()
                            .orElse(-1);
        }
    }

    private void check(long numbers) {
        Map<Long, Document> rows = new HashMap<>();
        for (Document row : rows().find()) {
            assertThat(rows.put(row.getLong("_id"), row)).isNull();
        }
        List<Long> letters = letterIds();
        Set<Long> refused = new HashSet<>(letters);
        assertThat(numbers).isPositive();
        for (long number = 0; number < numbers; number++) {
            if (number % 50 == 7) {
                assertThat(refused).as("letters").contains(number);
            } else {
                assertThat(rows).as("rows").containsKey(number);
            }
        }
        assertThat(letters).as("what is refused").allMatch(number -> number % 50 == 7);
        rows.forEach((number, row) -> {
            long person = number % 100;
            assertThat(row)
                    .isEqualTo(new Document("_id", number)
                            .append("number", number)
                            .append("person", person)
                            .append("name", person < PEOPLE ? "person " + person : null));
        });
        System.out.println("LookupKillTest: " + numbers + " numbers, " + rows.size() + " rows, " + refused.size()
                + " refused, " + (letters.size() - refused.size()) + " letters again");
    }
}
