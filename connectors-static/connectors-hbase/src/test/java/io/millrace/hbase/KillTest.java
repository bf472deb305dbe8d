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
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * HBase, the driver, or an executor is killed at random moments while a query writes, and while the table is read: nothing is
 * lost, nothing doubled. A batch whose driver is killed ends with it, so that reading is not asked about that.
 */
final class KillTest {
    private static final Duration BOUND = Duration.ofMinutes(2);

    @TempDir
    private Path directory;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private String table = "";
    private Map<String, String> given = Map.of();

    /** Breaks something and mends it. */
    private interface Blow {
        void strike() throws Exception;
    }

    @BeforeEach
    void create() throws Exception {
        System.out.println("KillTest: seed " + seed);
        table = Numbers.newTable(Mill.client());
        given = Mill.given(table, Numbers.MAPPING);
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

    private void hbaseKilled(int kills) throws Exception {
        struck("HBase", kills, Numbers.session(Map.of()), () -> {
            Mill.server().kill();
            Mill.server().restart();
        });
    }

    private void executorsKilled(int kills) throws Exception {
        try (SparkCluster cluster = SparkCluster.start(1, 2)) {
            ServerProcess worker = cluster.workers().get(0);
            Map<String, String> settings = new TreeMap<>(cluster.settings());
            settings.put("spark.executor.cores", "1");
            try (SparkSession spark = Numbers.session(settings)) {
                struck("executor", kills, spark, () -> {
                    await().atMost(BOUND).until(() -> !cluster.executors(worker).isEmpty());
                    List<ProcessHandle> executors = cluster.executors(worker);
                    cluster.killExecutor(executors.get(random.nextInt(executors.size())));
                });
            }
        }
    }

    /** The last kill is the end of the driver: the query goes on here. */
    private void driverKilled(int kills) throws Exception {
        ServerBuilder builder = ChildJvm.of(Numbers.Driver.class).heap("512m");
        String logging = System.getProperty("log4j2.configurationFile");
        if (logging != null) {
            builder.property("log4j2.configurationFile", logging);
        }
        Numbers.properties(directory, given).forEach(builder::property);
        try (ServerProcess driver = builder.start()) {
            for (int i = 0; i < kills; i++) {
                if (i > 0) {
                    driver.restart();
                }
                Numbers.awaitMore(directory);
                pause();
                driver.kill();
            }
        }
        StreamingQuery query = Numbers.start(Numbers.session(Map.of()), directory, given);
        Numbers.awaitMore(directory);
        query.stop();
        check("driver");
    }

    /** Writes, and strikes at random moments while the table is read too. */
    private void struck(String what, int kills, SparkSession spark, Blow blow) throws Exception {
        StreamingQuery query = Numbers.start(spark, directory, given);
        int inside = 0;
        for (int i = 0; i < kills; i++) {
            long committed = Numbers.awaitMore(directory);
            CompletableFuture<List<Long>> read = Numbers.read(spark, given);
            pause();
            inside += read.isDone() ? 0 : 1;
            blow.strike();
            Numbers.assertRead(read, committed);
            assertThat(query.exception().isEmpty()).isTrue();
        }
        Numbers.awaitMore(directory);
        query.stop();
        System.out.println("KillTest, " + what + ": " + inside + " of " + kills + " kills while the table was read");
        check(what);
    }

    private void pause() {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(500)));
    }

    private void check(String what) throws Exception {
        long rows = Numbers.assertComplete(Mill.client(), table, directory);
        System.out.println("KillTest, " + what + ": " + rows + " rows, each once");
    }
}
