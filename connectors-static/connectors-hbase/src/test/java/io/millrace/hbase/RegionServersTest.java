package io.millrace.hbase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.millrace.api.Columns;
import io.millrace.api.ConnectorException;
import io.millrace.api.ConnectorException.Kind;
import io.millrace.api.Writer;
import io.millrace.testkit.Rows;
import io.millrace.testkit.server.HBaseCluster;
import io.millrace.testkit.server.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.hadoop.hbase.HRegionLocation;
import org.apache.hadoop.hbase.ServerName;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.RegionLocator;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An HBase of two region servers, each in a process of its own like ZooKeeper: what moves, dies and stands still alone. */
@Tag("soak")
final class RegionServersTest {
    private static final Duration BOUND = Duration.ofMinutes(2);
    private static final String COLUMNS = "id BIGINT, n BIGINT, word STRING";

    private static HBaseCluster cluster;
    private static Connection client;

    @TempDir
    private Path directory;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private String table = "";

    @BeforeAll
    static void start() {
        cluster = HBaseCluster.start(2);
        client = Mill.connect(cluster.clientSettings());
    }

    @AfterAll
    static void stop() throws Exception {
        client.close();
        cluster.close();
    }

    @BeforeEach
    void create() throws Exception {
        System.out.println("RegionServersTest: seed " + seed);
        // What the test before may have left behind.
        if (!cluster.zooKeeper().alive()) {
            cluster.zooKeeper().restart();
        }
        table = Numbers.newTable(client);
    }

    @Test
    void regionsThatMoveAreFollowedWhileATableIsWrittenAndRead() throws Exception {
        SparkSession spark = Numbers.session(Map.of());
        try (Admin admin = client.getAdmin()) {
            StreamingQuery query = Numbers.start(spark, directory, given());
            for (int i = 0; i < 10; i++) {
                long committed = Numbers.awaitMore(directory);
                CompletableFuture<List<Long>> read = Numbers.read(spark, given());
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(300)));
                List<HRegionLocation> regions = regions();
                HRegionLocation region = regions.get(random.nextInt(regions.size()));
                ServerName other = admin.getRegionServers().stream()
                        .filter(server -> !server.equals(region.getServerName()))
                        .findFirst()
                        .orElseThrow();
                admin.move(region.getRegion().getEncodedNameAsBytes(), other);
                Numbers.assertRead(read, committed);
            }
            finish(query);
        }
    }

    @Test
    void oneOfTwoRegionServersIsKilledWhileATableIsWrittenAndRead() throws Exception {
        SparkSession spark = Numbers.session(Map.of());
        StreamingQuery query = Numbers.start(spark, directory, given());
        for (int i = 0; i < 3; i++) {
            long committed = Numbers.awaitMore(directory);
            CompletableFuture<List<Long>> read = Numbers.read(spark, given());
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(500)));
            // The server of a region: after the first round, that of all regions.
            ServerName dead = regions().get(0).getServerName();
            ServerProcess process =
                    Objects.requireNonNull(cluster.regionServers().get(dead.getPort()));
            long begun = System.nanoTime();
            process.kill();
            Numbers.assertRead(read, committed);
            Numbers.awaitMore(directory);
            System.out.println("RegionServersTest: goes on " + Duration.ofNanos(System.nanoTime() - begun)
                    + " after a region server was killed");
            assertThat(regions())
                    .extracting(HRegionLocation::getServerName)
                    .doesNotContain(dead)
                    .hasSize(3);
            process.restart();
            awaitServers(2);
        }
        finish(query);
    }

    @Test
    void whileZooKeeperStandsStillNothingStartsAndTheReasonIsToldInTime() throws Exception {
        Map<String, String> given = given("timeout", "4s");
        cluster.zooKeeper().pause();
        try {
            long begun = System.nanoTime();
            ConnectorException told =
                    Mill.failure(catchThrowable(() -> new HBaseConnector().open(Mill.reading(given))));
            System.out.println("RegionServersTest: told after " + Duration.ofNanos(System.nanoTime() - begun));
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(30));
            assertThat(told.kind()).isEqualTo(Kind.SETTINGS);
            assertThat(told)
                    .hasMessageContaining(cluster.clientSettings().get("hbase.zookeeper.quorum"))
                    .hasMessageContaining("check that ZooKeeper");
        } finally {
            cluster.zooKeeper().resume();
        }
        awaitServing();
    }

    @Test
    void withoutZooKeeperWhatRunsGoesOnAndWhatBeginsWaitsForItAndIsToldWhyInTime() throws Exception {
        Map<String, String> running = given("timeout", "61s");
        try (Writer writer = open(running)) {
            // Where a region is, is known when something was written to it.
            for (long key : List.of(0L, 6_000L, 30_000L)) {
                writer.write(Rows.of(row(key)));
            }
            writer.flush();
            cluster.zooKeeper().kill();
            for (long key = 1; key <= 1000; key++) {
                writer.write(Rows.of(row(key * 40)));
            }
            writer.complete();
        }
        long begun = System.nanoTime();
        Map<String, String> impatient = given("timeout", "4s");
        ConnectorException told = Mill.failure(catchThrowable(() -> write(impatient, 1)));
        System.out.println("RegionServersTest: told after " + Duration.ofNanos(System.nanoTime() - begun));
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(30));
        assertThat(told.kind()).isEqualTo(Kind.TRANSIENT);
        assertThat(told).hasMessageContaining("check that ZooKeeper");
        Map<String, String> patient = given("timeout", "62s");
        CompletableFuture<Void> written = CompletableFuture.runAsync(() -> write(patient, 2));
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(3));
        assertThat(written).isNotDone();
        cluster.zooKeeper().restart();
        written.get(90, TimeUnit.SECONDS);
        awaitServing();
        assertThat(Mill.read(running)).hasSize(1002);
    }

    private static void write(Map<String, String> given, long key) {
        try (Writer writer = open(given)) {
            writer.write(Rows.of(row(key)));
            writer.complete();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void finish(StreamingQuery query) throws Exception {
        Numbers.awaitMore(directory);
        assertThat(query.exception().isEmpty()).isTrue();
        query.stop();
        System.out.println(
                "RegionServersTest: " + Numbers.assertComplete(client, table, directory) + " rows, each once");
    }

    private Map<String, String> given(String... more) {
        return Mill.given(cluster.clientSettings(), table, Numbers.MAPPING, more);
    }

    private static Writer open(Map<String, String> given) throws IOException {
        return Mill.open(given, COLUMNS, 1_000, (row, why) -> {
            throw why;
        });
    }

    private static List<Object> row(long key) {
        return List.of(key, 2 * key, "w" + key);
    }

    private List<HRegionLocation> regions() throws Exception {
        client.clearRegionLocationCache();
        try (RegionLocator locator = client.getRegionLocator(TableName.valueOf(table))) {
            return new ArrayList<>(locator.getAllRegionLocations());
        }
    }

    private static void awaitServers(int count) throws Exception {
        try (Admin admin = client.getAdmin()) {
            await().atMost(BOUND)
                    .ignoreExceptions()
                    .until(() -> admin.getRegionServers().size() == count);
        }
    }

    /** Servers whose ZooKeeper stood still for too long end themselves; somebody must start them again. */
    private void awaitServing() throws Exception {
        await().atMost(BOUND).ignoreExceptions().until(() -> {
            for (ServerProcess server : cluster.regionServers().values()) {
                if (!server.alive()) {
                    System.out.println("RegionServersTest: a region server had ended itself");
                    server.restart();
                }
            }
            if (!cluster.master().alive()) {
                System.out.println("RegionServersTest: the master had ended itself");
                cluster.master().restart();
            }
            new HBaseOutput().check(new Columns(COLUMNS), Mill.writing(given("timeout", "5s")));
            return true;
        });
        awaitServers(2);
    }
}
