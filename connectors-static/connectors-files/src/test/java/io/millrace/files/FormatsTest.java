package io.millrace.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.Options;
import io.millrace.runtime.ReadOptions;
import io.millrace.spark.hosted.Hosted;
import io.millrace.testkit.server.HdfsServer;
import io.millrace.testkit.server.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.ExplainMode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every format, on a real HDFS and a real server of S3's protocol, as a batch and as a stream. */
class FormatsTest {
    private static HdfsServer hdfs;
    private static S3Server s3;
    private static SparkSession spark;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() {
        hdfs = HdfsServer.start(1);
        s3 = S3Server.start("files");
        spark = Sparks.session(hdfs.clientSettings());
    }

    @AfterAll
    static void stop() {
        spark.stop();
        s3.close();
        hdfs.close();
    }

    @ParameterizedTest
    @CsvSource({
        "hdfs, parquet",
        "s3, parquet",
        "hdfs, orc",
        "s3, avro",
        "hdfs, json",
        "s3, csv",
        "hdfs, text",
    })
    void whatSparkWroteIsReadAsABatchAndAsAStream(String connector, String format) throws Exception {
        Map<String, String> options = options(connector, format);
        options.put("format", format);
        if (format.equals("csv")) {
            options.put("format.header", "true");
            options.put("format.inferSchema", "true");
        }
        options.put("schemaLocation", directory.resolve("schema.json").toUri().toString());
        write(options, format);
        Dataset<Row> batch = Sparks.batch(spark, connector, options);
        assertThat(batch.schema().fieldNames())
                .containsExactlyInAnyOrder(
                        format.equals("text") ? new String[] {"value", "day"} : new String[] {"id", "name", "day"})
                .endsWith("day");
        assertThat(batch.count()).isEqualTo(100);
        String first = format.equals("text") ? "value" : "id";
        assertThat(batch.where("day = 1 AND " + first + " = '42'").count()).isZero();
        assertThat(Sparks.texts(batch.where("day = 0 AND " + first + " = '42'").select(first)))
                .containsExactly("42");
        assertThat(Sparks.texts(batch.groupBy().max("day"))).containsExactly("1");
        List<String> streamed = new ArrayList<>();
        Dataset<Row> stream = Sparks.stream(spark, connector, options).load();
        assertThat(stream.schema()).isEqualTo(batch.schema());
        Sparks.run(
                stream,
                directory.resolve("checkpoint"),
                (rows, number) -> streamed.addAll(Sparks.texts(rows.selectExpr("concat(" + first + ", '-', day)"))));
        assertThat(streamed)
                .containsExactlyInAnyOrderElementsOf(
                        Sparks.texts(spark.range(100).selectExpr("concat(id, '-', id % 2)")));
    }

    @Test
    void columnsAndFiltersArePushedIntoSparksReader() throws Exception {
        Map<String, String> options = options("hdfs", "pushed");
        options.put("format", "parquet");
        write(options, "parquet");
        String plan = ((org.apache.spark.sql.classic.Dataset<Row>) Sparks.batch(spark, "hdfs", options)
                        .where("id > 90 AND day = 1")
                        .select("name"))
                .queryExecution()
                .explainString(ExplainMode.fromString("formatted"));
        assertThat(plan)
                .contains("PushedFilters: [IsNotNull(id), GreaterThan(id,90)]")
                .contains("PartitionFilters: [isnotnull(day")
                .contains("ColumnarToRow");
    }

    @Test
    void aSchemaIsInferredOnceAndKept() throws Exception {
        Map<String, String> options = options("hdfs", "kept");
        options.put("format", "json");
        options.put("schemaLocation", hdfs.uri() + "/schemas/kept.json");
        json(options, "SELECT 1 AS a");
        assertThat(Sparks.batch(spark, "hdfs", options).columns()).containsExactly("a");
        json(options, "SELECT 2 AS a, 3 AS b");
        assertThat(Sparks.batch(spark, "hdfs", options).columns()).containsExactly("a");
        options.remove("schemaLocation");
        assertThat(Sparks.batch(spark, "hdfs", options).columns()).containsExactly("a", "b");
    }

    @Test
    void s3ListsOnlyWhatSortsAfterTheLastPath() throws Exception {
        Map<String, String> options = options("s3", "ordered");
        options.put("format", "text");
        options.put("schema", "value STRING");
        options.put("newFiles", "after");
        put(options, "t=1/b", "1");
        put(options, "t=2/a", "2");
        options.put("recursive", "true");
        Source source = new Source(Storage.Kind.S3, read(options));
        List<String> all = source.list().files().stream()
                .map(file -> file.getPath().toString())
                .sorted()
                .toList();
        assertThat(all).hasSize(2);
        assertThat(source.listAfter(all.get(0)).files())
                .singleElement()
                .satisfies(file -> assertThat(file.getPath()).hasToString(all.get(1)));
        assertThat(source.listAfter(all.get(1)).files()).isEmpty();
        Path checkpoint = directory.resolve("checkpoint");
        assertThat(Sparks.availableNow(Sparks.stream(spark, "s3", options).load(), checkpoint))
                .containsExactly(List.of("1", "2"));
        put(options, "t=2/b", "3");
        put(options, "t=1/c", "never");
        assertThat(Sparks.availableNow(Sparks.stream(spark, "s3", options).load(), checkpoint))
                .containsExactly(List.of("3"));
    }

    @Test
    void aBucketThatIsOpenWithOtherKeysIsRefused() throws Exception {
        Map<String, String> options = options("s3", "keys");
        options.put("format", "text");
        options.put("schema", "value STRING");
        write(with(options, "format", "text"), "text");
        assertThatThrownBy(() -> Sparks.batch(spark, "s3", with(options, "accessKey", "env:HOME"))
                        .count())
                .hasStackTraceContaining("was opened in this application with another 'fs.s3a.access.key' before");
    }

    @Test
    void keysMayBeReferences() throws Exception {
        s3.createBucket("secrets");
        Path file = Files.writeString(directory.resolve("secret"), s3.secretKey() + "\n");
        Map<String, String> options = options("s3", "keys");
        options.put("path", "s3://secrets/keys");
        options.put("format", "text");
        options.put("secretKey", "file:" + file);
        put(options, "a", "1");
        assertThat(Sparks.texts(Sparks.batch(spark, "s3", with(options, "schema", "value STRING"))))
                .containsExactly("1");
    }

    private static void json(Map<String, String> options, String select) {
        spark.sql(select).write().mode("append").json(options.getOrDefault("path", ""));
    }

    private static void put(Map<String, String> options, String name, String text) throws Exception {
        Storage storage = Storage.of(Storage.Kind.S3, read(options));
        FileSystem files = storage.files();
        try (var out = files.create(new org.apache.hadoop.fs.Path(storage.path(), name))) {
            out.writeBytes(text + "\n");
        }
    }

    /** A hundred rows, in two folders. */
    private static void write(Map<String, String> options, String format) throws IOException {
        Map<String, String> settings = Map.of();
        if (options.containsKey("endpoint")) {
            Storage storage = Storage.of(Storage.Kind.S3, read(options));
            // Whoever opens a bucket first decides with which settings.
            assertThat(storage.files()).isNotNull();
            settings = storage.settings();
        }
        spark.range(0, 100, 1, 2)
                .selectExpr(
                        format.equals("text")
                                ? new String[] {"string(id) AS value", "id % 2 AS day"}
                                : new String[] {"id", "concat('n', id) AS name", "id % 2 AS day"})
                .write()
                .options(settings)
                .option("header", true)
                .partitionBy("day")
                .format(format)
                .save(options.getOrDefault("path", "").replace("s3:", "s3a:"));
    }

    private static Map<String, String> options(String connector, String folder) {
        Map<String, String> options = new HashMap<>();
        if (connector.equals("hdfs")) {
            options.put("path", hdfs.uri() + "/" + folder);
            return options;
        }
        options.put("path", "s3a://files/" + folder);
        options.put("endpoint", s3.endpoint().toString());
        options.put("accessKey", s3.accessKey());
        options.put("secretKey", s3.secretKey());
        s3.s3aSettings().forEach((name, value) -> {
            if (name.matches("fs\\.s3a\\.(buffer|attempts|retry)\\..*")) {
                options.put("hadoop." + name, value);
            }
        });
        return options;
    }

    private static Map<String, String> with(Map<String, String> options, String name, String value) {
        Map<String, String> more = new TreeMap<>(options);
        more.put(name, value);
        return more;
    }

    /** What the framework makes of options. */
    private static Options read(Map<String, String> given) {
        return Hosted.with(new S3Input().options())
                .read(with(with(given, ReadOptions.CONNECTOR.name(), "s3"), "format", "text"));
    }
}
