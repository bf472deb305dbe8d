package io.millrace.hbase;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.client.Get;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HBase as Spark's users meet it. */
class SparkTest {
    private static final String MAPPING = "id BIGINT :key, n BIGINT f:n, word STRING f:word";
    private final SparkSession spark = Numbers.session(Map.of());

    @TempDir
    Path directory;

    @Test
    void aBatchIsWrittenAndReadWithFiltersOnKeysAndCells() throws Exception {
        Map<String, String> given = Mill.given(Mill.newTable(Bytes.toBytes(50L)), MAPPING);
        spark.range(0, 100)
                .selectExpr("id", "id * 2 AS n", "IF(id % 2 = 0, 'even', NULL) AS word")
                .write()
                .format("millrace")
                .option("connector", "hbase")
                .options(given)
                .mode("append")
                .save();
        Dataset<Row> rows = read(given);
        assertThat(rows.count()).isEqualTo(100);
        assertThat(rows.where("id >= 90 AND word = 'even'")
                        .select("n")
                        .as(org.apache.spark.sql.Encoders.LONG())
                        .collectAsList())
                .containsExactlyInAnyOrder(180L, 184L, 188L, 192L, 196L);
        assertThat(rows.where("id = 7 OR n = 20").count()).isEqualTo(2);
        assertThat(rows.where("word != 'odd' AND id < 10").count()).isEqualTo(5);
        assertThat(rows.where("word IS NULL").count()).isEqualTo(50);
    }

    @Test
    void anEpochThatIsRunAgainHasTheSameTime() throws Exception {
        String name = Mill.newTable(family -> family.setMaxVersions(5));
        Path input = Files.createDirectory(directory.resolve("input"));
        Path checkpoint = directory.resolve("checkpoint");
        Files.writeString(input.resolve("1.csv"), "1,10,a\n");
        run(input, checkpoint, Mill.given(name, MAPPING));
        try (Table table = Mill.table(name)) {
            table.put(new Put(Bytes.toBytes(1L)).addColumn(Bytes.toBytes("f"), Bytes.toBytes("n"), Bytes.toBytes(77L)));
        }
        forgetLastCommit(checkpoint);
        run(input, checkpoint, Mill.given(name, MAPPING));
        assertThat(versions(name, 1, "word")).hasSize(1);
        assertThat(versions(name, 1, "n")).hasSize(2);
        assertThat(Mill.read(Mill.given(name, MAPPING))).containsExactly(List.of(1L, 77L, "a"));

        Files.writeString(input.resolve("2.csv"), "1,11,b\n");
        run(input, checkpoint, Mill.given(name, MAPPING));
        assertThat(Mill.read(Mill.given(name, MAPPING))).containsExactly(List.of(1L, 11L, "b"));
        List<Long> times = versions(name, 1, "n");
        assertThat(times).isSortedAccordingTo(Comparator.reverseOrder()).hasSize(3);
    }

    @Test
    void aNewCheckpointWritesAboveTheOldOne() throws Exception {
        String name = Mill.newTable();
        Path input = Files.createDirectory(directory.resolve("input"));
        for (int i = 0; i < 3; i++) {
            Files.writeString(input.resolve(i + ".csv"), "1," + i + ",a\n");
            run(input, directory.resolve("first"), Mill.given(name, MAPPING));
        }
        Path other = Files.createDirectory(directory.resolve("other"));
        Files.writeString(other.resolve("1.csv"), "1,100,new\n");
        run(other, directory.resolve("second"), Mill.given(name, MAPPING));
        assertThat(Mill.read(Mill.given(name, MAPPING))).containsExactly(List.of(1L, 100L, "new"));
    }

    private Dataset<Row> read(Map<String, String> given) {
        return spark.read()
                .format("millrace")
                .option("connector", "hbase")
                .options(given)
                .load();
    }

    private void run(Path input, Path checkpoint, Map<String, String> given) throws Exception {
        StreamingQuery query = spark.readStream()
                .schema("id BIGINT, n BIGINT, word STRING")
                .csv(input.toString())
                .writeStream()
                .format("millrace")
                .option("connector", "hbase")
                .options(given)
                .option("checkpointLocation", checkpoint.toString())
                .trigger(Trigger.AvailableNow())
                .start();
        assertThat(query.awaitTermination(60_000)).isTrue();
    }

    private static List<Long> versions(String name, long row, String qualifier) throws Exception {
        try (Table table = Mill.table(name)) {
            Result result = table.get(new Get(Bytes.toBytes(row))
                    .addColumn(Bytes.toBytes("f"), Bytes.toBytes(qualifier))
                    .readAllVersions());
            return Arrays.stream(result.rawCells()).map(Cell::getTimestamp).toList();
        }
    }

    private static void forgetLastCommit(Path checkpoint) throws Exception {
        try (Stream<Path> commits = Files.list(checkpoint.resolve("commits"))) {
            Path last = commits.filter(file -> file.getFileName().toString().matches("\\d+"))
                    .max(Comparator.comparingLong(
                            file -> Long.parseLong(file.getFileName().toString())))
                    .orElseThrow();
            Files.delete(last);
            Files.deleteIfExists(last.resolveSibling("." + last.getFileName() + ".crc"));
        }
    }
}
