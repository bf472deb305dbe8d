package io.millrace.files.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.Columns;
import io.millrace.api.ConnectorException;
import io.millrace.spark.sql.EpochWrite;
import io.millrace.testkit.example.MemoryTable;
import io.millrace.testkit.example.MemoryTable.Call;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows that an output refuses go to files in HDFS or S3. */
final class DeadLetterFilesTest {
    private static final long PATIENCE_MILLIS = 60_000;

    private static SparkSession spark;

    @TempDir
    private Path work;

    private final String name = UUID.randomUUID().toString();
    private final MemoryTable table = MemoryTable.create(name, new Columns("id BIGINT"));
    private int given;

    @BeforeAll
    static void start() {
        spark = SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", false)
                .config("spark.driver.host", "127.0.0.1")
                .getOrCreate();
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    @BeforeEach
    void refuseEveryThird() {
        table.refuse(row -> (Long) Objects.requireNonNull(row.get(0)) % 3 == 0);
    }

    @ParameterizedTest
    @EnumSource
    void lettersAreThereOnceAndBeforeTheirEpochAlsoWhenTheDriverDiesInBetween(Store store) throws Exception {
        org.apache.hadoop.fs.Path root = store.directory();
        AtomicInteger deaths = new AtomicInteger(1);
        List<Integer> atCommit = new ArrayList<>();
        table.calls().before((call, count) -> {
            if (call == Call.COMMIT) {
                atCommit.add(letters(store, root).size());
                if (deaths.getAndDecrement() > 0) {
                    throw ConnectorException.bug("planted: the driver dies here");
                }
            }
        });
        give(0, 4);
        assertThatThrownBy(() -> stream(store, root)).hasStackTraceContaining("planted");
        stream(store, root);
        give(4, 8);
        stream(store, root);

        assertThat(table.rows()).hasSize(5);
        assertThat(atCommit).containsExactly(2, 2, 3);
        List<Row> letters = letters(store, root);
        assertThat(letters).extracting(row -> row.getString(0)).containsExactly("0", "3", "6");
        assertThat(letters).extracting(row -> row.getString(1)).contains("{\"id\":6}");
        assertThat(letters).extracting(row -> row.getLong(2)).containsExactly(0L, 0L, 1L);
        assertThat(letters).allMatch(row -> row.getString(3).contains("takes no row") && !row.isNullAt(4));
        assertThat(new Driver(store, root, "any").plain())
                .as("all that is there")
                .hasSize(3);
        assertThat(new Driver(store, root, "any").besides())
                .as("the record of a stream, which stays")
                .singleElement()
                .asString()
                .contains(".done");
    }

    @Test
    void aBatchAndTheBatchesOfADStreamSendThemToo() throws Exception {
        org.apache.hadoop.fs.Path root = Store.HDFS.directory();
        rows().write()
                .format("millrace")
                .options(options(Store.HDFS, root))
                .mode(SaveMode.Append)
                .save();
        Map<String, String> options = options(Store.HDFS, root);
        try (EpochWrite write = EpochWrite.begin("query", "memory", rows().schema(), options)) {
            write.write(rows(), 7_000);
        }

        assertThat(letters(Store.HDFS, root))
                .extracting(row -> row.getString(0))
                .containsExactly("0", "0", "3", "3");
        assertThat(new Driver(Store.HDFS, root, "any").besides())
                .hasSize(2)
                .anyMatch(file -> file.endsWith(".once"))
                .anyMatch(file -> file.endsWith(".done"));
    }

    @Test
    void lettersThatFindNoRoomEndTheStream() throws Exception {
        org.apache.hadoop.fs.Path root = Store.HDFS.directory();
        DistributedFileSystem files = (DistributedFileSystem) Store.HDFS.files();
        files.mkdirs(root);
        files.setQuota(root, 1000, 1000);
        give(0, 4);

        assertThatThrownBy(() -> stream(Store.HDFS, root))
                .hasStackTraceContaining("A dead letter could not be written");
        assertThat(table.rows()).as("nothing was committed").isEmpty();
        assertThat(new Driver(Store.HDFS, root, "any").plain()).isEmpty();
    }

    @Test
    void whatCannotBeIsRefusedBeforeAnyRowIsRead() {
        Map<String, String> options = options(Store.HDFS, Store.HDFS.directory());
        options.put("deadletter.format", "parquet");
        assertThatThrownBy(() -> rows().write()
                        .format("millrace")
                        .options(options)
                        .mode(SaveMode.Append)
                        .save())
                .hasStackTraceContaining("deadletter.")
                .hasStackTraceContaining("json");
        assertThat(table.rows()).isEmpty();
    }

    private static Dataset<Row> rows() {
        return spark.range(0, 6).toDF().repartition(2);
    }

    private Map<String, String> options(Store store, org.apache.hadoop.fs.Path root) {
        Map<String, String> options = new TreeMap<>(Map.of("connector", "memory", "table", name, "retryTimeout", "1s"));
        options.put("deadletter.identity", "id");
        store.options(root).forEach((option, value) -> options.put("deadletter." + option, value));
        return options;
    }

    private void stream(Store store, org.apache.hadoop.fs.Path root) throws Exception {
        boolean ended = spark.readStream()
                .schema("id bigint")
                .option("maxFilesPerTrigger", 1)
                .json(work.resolve("input").toString())
                .writeStream()
                .format("millrace")
                .options(options(store, root))
                .option("checkpointLocation", work.resolve("checkpoint").toString())
                .trigger(Trigger.AvailableNow())
                .start()
                .awaitTermination(PATIENCE_MILLIS);
        assertThat(ended).isTrue();
    }

    private void give(int from, int to) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int id = from; id < to; id++) {
            lines.append("{\"id\":").append(id).append("}\n");
        }
        Path input = Files.createDirectories(work.resolve("input"));
        Files.writeString(input.resolve(given++ + ".json"), lines);
    }

    /** What readers of ours see. */
    private static List<Row> letters(Store store, org.apache.hadoop.fs.Path root) {
        return spark.read()
                .format("millrace")
                .options(store.options(root))
                .option("format", "json")
                .schema("identity STRING, row STRING, epoch BIGINT, error STRING, time TIMESTAMP")
                .load()
                .orderBy("identity")
                .collectAsList();
    }
}
