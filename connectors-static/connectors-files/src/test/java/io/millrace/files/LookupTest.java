package io.millrace.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.spark.Millrace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files as a table in which streams look rows up. */
class LookupTest {
    private static SparkSession spark;

    @TempDir
    private Path directory;

    private final Map<String, String> options = new TreeMap<>();

    @BeforeAll
    static void start() {
        spark = Sparks.session(Map.of());
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    @BeforeEach
    void write() throws Exception {
        Files.createDirectory(directory.resolve("users"));
        Files.writeString(directory.resolve("users/1.json"), """
                {"id":1,"name":"ann","town":"Ulm"}
                {"id":2,"name":"bob","town":"Bern"}
                """);
        options.putAll(Map.of("path", directory.resolve("users").toString(), "format", "json"));
        options.put("schema", "id BIGINT, name STRING, town STRING");
    }

    @Test
    void rowsGetTheColumnsOfTheTable() {
        options.put("lookup.keys", "id");
        options.put("lookup.columns", "name");
        options.put("lookup.prefix", "user_");
        Dataset<Row> rows = spark.range(1, 4).withColumnRenamed("id", "author");
        Dataset<Row> joined = Millrace.lookup(spark, "hdfs", options).join(rows, "author");
        assertThat(joined.columns()).containsExactly("author", "user_name");
        assertThat(shown(joined)).containsExactly("[1,ann]", "[2,bob]", "[3,null]");
        options.put("lookup.join", "inner");
        assertThat(shown(Millrace.lookup(spark, "hdfs", options).join(rows, "author")))
                .containsExactly("[1,ann]", "[2,bob]");
    }

    @Test
    void eachMicroBatchSeesTheFilesAsTheyAreThen() throws Exception {
        Path input = Files.createDirectory(directory.resolve("input"));
        for (int i = 0; i < 2; i++) {
            Files.writeString(input.resolve("f" + i), "1\n");
        }
        Dataset<Row> stream = Sparks.stream(
                        spark,
                        "hdfs",
                        Map.of("path", input.toString(), "format", "csv", "schema", "id BIGINT", "maxFiles", "1"))
                .load();
        List<String> names = new ArrayList<>();
        Sparks.run(
                Millrace.lookup(spark, "hdfs", options).join(stream, "id").select("name"),
                directory.resolve("checkpoint"),
                (rows, number) -> {
                    names.addAll(Sparks.texts(rows));
                    Files.writeString(
                            directory.resolve("users/1.json"), "{\"id\":1,\"name\":\"eve\",\"town\":\"Rome\"}");
                });
        assertThat(names).containsExactly("ann", "eve");
    }

    @Test
    void whatMakesNoSenseWithATableIsRefused() {
        Dataset<Row> rows = spark.range(1, 4).toDF("id");
        assertThatThrownBy(() -> Millrace.lookup(spark, "hdfs", options).join(rows, "idd"))
                .hasMessageContaining("did you mean 'id'?");
        options.put("lookup.cacheSize", "7");
        assertThatThrownBy(() -> Millrace.lookup(spark, "hdfs", options)).hasMessageContaining("'lookup.cacheSize'");
    }

    private static List<String> shown(Dataset<Row> rows) {
        return rows.collectAsList().stream().map(Row::toString).sorted().toList();
    }
}
