package io.millrace.hbase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.testkit.server.ChildJvm;
import io.millrace.testkit.server.ServerBuilder;
import io.millrace.testkit.server.ServerProcess;
import io.millrace.testkit.server.SparkCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HBase, the driver, or an executor is killed at random moments while a query writes: nothing is lost, nothing doubled. */
final class KillTest {
    private static final Duration BOUND = Duration.ofMinutes(2);

    @TempDir
    private Path directory;

    /** Breaks something and mends it. */
    private interface Blow {
        void strike() throws Exception;
    }

    @Test
    void nothingIsLostOrDoubledWhenHBaseIsKilled() throws Exception {
        hbaseKilled(2);
    }

    @Test
    @Tag("soak")
    void nothingIsLostOrDoubledWhenHBaseIsKilledTenTimes() throws Exception {
        hbaseKilled(10);
    }

    @Test
    void nothingIsLostOrDoubledWhenTheDriverIsKilled() throws Exception {
        driverKilled(2);
    }

    @Test
    @Tag("soak")
    void nothingIsLostOrDoubledWhenTheDriverIsKilledTenTimes() throws Exception {
        driverKilled(10);
    }

    @Test
    void nothingIsLostOrDoubledWhenExecutorsAreKilled() throws Exception {
        executorsKilled(2);
    }

    @Test
    @Tag("soak")
    void nothingIsLostOrDoubledWhenExecutorsAreKilledTenTimes() throws Exception {
        executorsKilled(10);
    }

    @Test
    void readingLosesAndDoublesNothingWhenHBaseIsKilled() throws Exception {
        int rows = 20_000;
        Map<String, String> given = Mill.given(Numbers.newTable(), Numbers.MAPPING);
        try (SparkSession spark = Numbers.session(Map.of())) {
            spark.range(rows)
                    .selectExpr("id", "id AS n", "'w' AS word")
                    .write()
                    .format("millrace")
                    .option("connector", "hbase")
                    .options(given)
                    .mode("append")
                    .save();
            for (int i = 0; i < 2; i++) {
                CompletableFuture<List<Long>> read = CompletableFuture.supplyAsync(() -> spark.read()
                        .format("millrace")
                        .option("connector", "hbase")
                        .options(given)
                        .option("cachedRows", 20)
                        .load()
                        .select("id")
                        .as(Encoders.LONG())
                        .collectAsList());
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(new Random().nextInt(1_500)));
                boolean inside = !read.isDone();
                Mill.server().kill();
                Mill.server().restart();
                assertThat(read.get(120, TimeUnit.SECONDS)).hasSize(rows).doesNotHaveDuplicates();
                System.out.println("KillTest, reading: killed " + (inside ? "inside" : "after") + " a scan");
            }
        }
    }

    private void hbaseKilled(int kills) throws Exception {
        String table = Numbers.newTable();
        try (SparkSession spark = Numbers.session(Map.of())) {
            StreamingQuery query = Numbers.start(spark, directory, Mill.given(table, Numbers.MAPPING));
            struck("HBase", table, kills, () -> {
                Mill.server().kill();
                Mill.server().restart();
                assertThat(query.exception().isEmpty()).isTrue();
            });
            query.stop();
        }
        print("HBase", table);
    }

    private void driverKilled(int kills) throws Exception {
        String table = Numbers.newTable();
        ServerBuilder builder = ChildJvm.of(Numbers.Driver.class).heap("512m");
        String logging = System.getProperty("log4j2.configurationFile");
        if (logging != null) {
            builder.property("log4j2.configurationFile", logging);
        }
        Numbers.properties(directory, Mill.given(table, Numbers.MAPPING)).forEach(builder::property);
        try (ServerProcess driver = builder.start()) {
            struck("driver", table, kills, () -> {
                driver.kill();
                driver.restart();
            });
            driver.kill();
        }
        // What the last kill left half-written is written again.
        try (SparkSession spark = Numbers.session(Map.of())) {
            StreamingQuery query = Numbers.start(spark, directory, Mill.given(table, Numbers.MAPPING));
            awaitMore(table);
            query.stop();
        }
        print("driver", table);
    }

    private void executorsKilled(int kills) throws Exception {
        String table = Numbers.newTable();
        try (SparkCluster cluster = SparkCluster.start(2, 1);
                SparkSession spark = Numbers.session(cluster.settings())) {
            StreamingQuery query = Numbers.start(spark, directory, Mill.given(table, Numbers.MAPPING));
            Random random = new Random();
            struck("executor", table, kills, () -> {
                ServerProcess worker = cluster.workers().get(random.nextInt(2));
                await().atMost(BOUND).until(() -> !cluster.executors(worker).isEmpty());
                List<ProcessHandle> executors = cluster.executors(worker);
                cluster.killExecutor(executors.get(0));
                assertThat(query.exception().isEmpty()).isTrue();
            });
            query.stop();
        }
        print("executor", table);
    }

    /** Strikes at random moments while rows arrive, and waits for more of them after each. */
    private static void struck(String what, String table, int kills, Blow blow) throws Exception {
        long seed = System.nanoTime();
        System.out.println("KillTest, " + what + ": seed " + seed);
        Random random = new Random(seed);
        awaitMore(table);
        for (int i = 0; i < kills; i++) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(500)));
            blow.strike();
            awaitMore(table);
        }
    }

    /** Waits until rows of a later batch are there. */
    private static void awaitMore(String table) throws Exception {
        long before = Numbers.count(Mill.client(), table);
        await().atMost(BOUND)
                .pollInterval(Duration.ofMillis(250))
                .until(() -> Numbers.count(Mill.client(), table) > before + 4_000);
    }

    private void print(String what, String table) throws Exception {
        long rows = Numbers.assertComplete(Mill.client(), table, directory);
        System.out.println("KillTest, " + what + ": " + rows + " rows, each once");
    }
}
