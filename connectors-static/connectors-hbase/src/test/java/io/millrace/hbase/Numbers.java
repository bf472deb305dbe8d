package io.millrace.hbase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.ResultScanner;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;

/** A query that writes the numbers from 0 on, some in each batch, each in a row of its own, and what must be true of the table. */
final class Numbers {
    static final String MAPPING = "id BIGINT :key, n BIGINT f:n, word STRING g:word";
    private static final int PER_BATCH = 3_000;
    private static final long READ = 30_000;
    private static final String PROPERTY = "numbers.";

    private Numbers() {}

    /** A new table of three regions that keeps every version of a cell. */
    static String newTable(Connection client) throws Exception {
        return Mill.newTable(
                client, family -> family.setMaxVersions(100), Bytes.toBytes(5_000L), Bytes.toBytes(20_000L));
    }

    static StreamingQuery start(SparkSession spark, Path checkpoint, Map<String, String> given) throws Exception {
        return spark.readStream()
                .format("rate-micro-batch")
                .option("rowsPerBatch", PER_BATCH)
                .option("numPartitions", 3)
                .load()
                .selectExpr("value AS id", "value * 2 AS n", "concat('w', value) AS word")
                .writeStream()
                .format("millrace")
                .option("connector", "hbase")
                .options(given)
                .option("checkpointLocation", checkpoint.toString())
                .start();
    }

    /** How many numbers are in batches that Spark has committed. */
    static long committed(Path checkpoint) throws IOException {
        Path commits = checkpoint.resolve("commits");
        if (!Files.exists(commits)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(commits)) {
            return PER_BATCH
                    * (1
                            + files.map(file -> file.getFileName().toString())
                                    .filter(name -> name.matches("\\d+"))
                                    .mapToLong(Long::parseLong)
                                    .max()
                                    .orElse(-1));
        }
    }

    /** Waits until two more batches are committed; answers how many numbers are. */
    static long awaitMore(Path checkpoint) throws IOException {
        long before = committed(checkpoint);
        return await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> committed(checkpoint), committed -> committed >= before + 2 * PER_BATCH);
    }

    /** Reads the first numbers of a table, of all regions, with small requests, so that it takes a while, on another thread. */
    static CompletableFuture<List<Long>> read(SparkSession spark, Map<String, String> given) {
        return CompletableFuture.supplyAsync(() -> spark.read()
                .format("millrace")
                .option("connector", "hbase")
                .options(given)
                .option("cachedRows", 20)
                .load()
                .where("id < " + READ)
                .select("id")
                .as(Encoders.LONG())
                .collectAsList());
    }

    /** What was read while the table grew holds what was committed before, and nothing twice. */
    static void assertRead(CompletableFuture<List<Long>> read, long committedBefore) throws Exception {
        List<Long> numbers = read.get(3, TimeUnit.MINUTES);
        assertThat(numbers).doesNotHaveDuplicates();
        assertThat(numbers.stream().filter(number -> number < committedBefore))
                .hasSize((int) Math.min(committedBefore, READ));
    }

    /**
     * All numbers of the batches that Spark has committed are there, each was written at one time only, which is that of its
     * batch, and later batches have later times.
     *
     * @return how many numbers were committed
     */
    static long assertComplete(Connection client, String table, Path checkpoint) throws Exception {
        long committed = committed(checkpoint);
        long rows = 0;
        TreeMap<Long, Long> timeOfBatch = new TreeMap<>();
        try (Table from = client.getTable(TableName.valueOf(table));
                ResultScanner scanner = from.getScanner(new Scan().readAllVersions())) {
            for (Result row : scanner) {
                long number = Bytes.toLong(row.getRow());
                assertThat(row.size()).as("cells of row %s", number).isEqualTo(2);
                assertThat(Bytes.toLong(row.getValue(Bytes.toBytes("f"), Bytes.toBytes("n"))))
                        .isEqualTo(2 * number);
                long time = row.rawCells()[0].getTimestamp();
                long timeBefore = timeOfBatch.computeIfAbsent(number / PER_BATCH, first -> time);
                assertThat(row.rawCells())
                        .as("the time of row %s", number)
                        .allMatch(cell -> cell.getTimestamp() == timeBefore);
                rows += number < committed ? 1 : 0;
            }
        }
        assertThat(rows).isEqualTo(committed).isPositive();
        assertThat(new ArrayList<>(timeOfBatch.values())).isSorted().doesNotHaveDuplicates();
        return committed;
    }

    /** The settings of a driver in a process of its own. */
    static Map<String, String> properties(Path checkpoint, Map<String, String> given) {
        Map<String, String> properties = new TreeMap<>();
        properties.put(PROPERTY + "checkpoint", checkpoint.toString());
        given.forEach((name, value) -> properties.put(PROPERTY + "given." + name, value));
        return properties;
    }

    /** The session of this JVM, or with settings a new one, to be closed. */
    static SparkSession session(Map<String, String> more) {
        if (!more.isEmpty() && SparkSession.getDefaultSession().isDefined()) {
            SparkSession.getDefaultSession().get().stop();
        }
        SparkSession.Builder builder = SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", false)
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.sql.shuffle.partitions", 2)
                .config(
                        "spark.sql.streaming.checkpointFileManagerClass",
                        "org.apache.spark.sql.execution.streaming.checkpointing.FileSystemBasedCheckpointFileManager");
        more.forEach(builder::config);
        return builder.getOrCreate();
    }

    /** Runs the query until it is ended. */
    static final class Driver {
        private Driver() {}

        public static void main(String[] args) throws Exception {
            Map<String, String> given = new TreeMap<>();
            System.getProperties().stringPropertyNames().stream()
                    .filter(name -> name.startsWith(PROPERTY + "given."))
                    .forEach(name ->
                            given.put(name.substring((PROPERTY + "given.").length()), System.getProperty(name)));
            Path checkpoint = Path.of(System.getProperty(PROPERTY + "checkpoint"));
            start(session(Map.of()), checkpoint, given).awaitTermination(300_000);
            System.exit(0);
        }
    }
}
