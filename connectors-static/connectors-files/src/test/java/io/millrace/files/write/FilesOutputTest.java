package io.millrace.files.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.spark.Millrace;
import io.millrace.spark.dstream.BatchWrite;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.streaming.Duration;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What users see of writes: batches and streams, through Spark, on real servers. */
final class FilesOutputTest {
    private static final long PATIENCE_MILLIS = 60_000;

    private static SparkSession spark;

    @TempDir
    private Path work;

    private Path input;
    private int given;

    @BeforeAll
    static void start() {
        SparkSession.Builder builder = SparkSession.builder();
        for (Store store : Store.values()) {
            store.place().settings().forEach((name, value) -> builder.config("spark.hadoop." + name, value));
        }
        spark = builder.master("local[2]")
                .config("spark.ui.enabled", false)
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.sql.shuffle.partitions", 2)
                .getOrCreate();
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    @BeforeEach
    void makeInput() throws IOException {
        input = Files.createDirectories(work.resolve("input"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"parquet", "orc", "avro", "json", "csv", "text"})
    void eachFormatIsWrittenAsSparkWritesIt(String format) {
        org.apache.hadoop.fs.Path root = Store.HDFS.directory();
        Dataset<Row> rows = spark.range(10).selectExpr("cast(id as string) as value", "id % 2 as p");

        batch(rows, Store.HDFS, root).option("format", format).partitionBy("p").save();

        assertThat(spark.read()
                        .schema("value string, p bigint")
                        .format(format)
                        .load(root.toString())
                        .collectAsList())
                .containsExactlyInAnyOrderElementsOf(rows.collectAsList());
    }

    @ParameterizedTest
    @EnumSource
    void aStreamWritesEachBatchOnceAlsoWhenSparkRunsTheLastOneAgain(Store store) throws Exception {
        org.apache.hadoop.fs.Path root = store.directory();
        give(0, 10);
        run(store, root, Map.of());
        give(10, 20);
        run(store, root, Map.of());
        forgetLastCommit();
        run(store, root, Map.of());
        give(20, 30);
        run(store, root, Map.of());

        assertThat(plain(store, root)).containsExactly(ids(30));
        assertThat(seen(store, root)).isEqualTo(files(store, root));
        assertThat(files(store, root)).allMatch(path -> path.contains("/p="));
    }

    @Test
    void batchesAreAddedOrTakeThePlaceOfAllThatIsThere() throws IOException {
        org.apache.hadoop.fs.Path root = Store.HDFS.directory();
        for (int i = 0; i < 2; i++) {
            batch(ids(i * 5L, i * 5L + 5), Store.HDFS, root).save();
        }
        assertThat(plain(Store.HDFS, root)).containsExactly(ids(10));

        batch(ids(100, 103), Store.HDFS, root).mode(SaveMode.Overwrite).save();

        assertThat(plain(Store.HDFS, root)).containsExactly(100L, 101L, 102L);
    }

    @Test
    void aBatchCanTakeThePlaceOfAllInS3() throws IOException {
        org.apache.hadoop.fs.Path root = Store.S3.directory();
        batch(ids(0, 5), Store.S3, root).save();

        batch(ids(100, 103), Store.S3, root).mode(SaveMode.Overwrite).save();

        assertThat(plain(Store.S3, root)).containsExactly(100L, 101L, 102L);
    }

    @Test
    void fewFilesAreWrittenOnceSizesAreKnown() throws Exception {
        org.apache.hadoop.fs.Path root = Store.HDFS.directory();
        for (int batch = 0; batch < 3; batch++) {
            give(batch * 100, batch * 100 + 100);
            run(stream().repartition(8), List.of(), Store.HDFS, root, Map.of());
        }

        assertThat(files(Store.HDFS, root)).hasSize(8 + 1 + 1);
        assertThat(plain(Store.HDFS, root)).containsExactly(ids(300));
    }

    @ParameterizedTest
    @EnumSource
    void readersOfOursSeeNoPartOfABatch(Store store) throws IOException {
        org.apache.hadoop.fs.Path root = store.directory();
        Driver writer = new Driver(store, root, "half");
        writer.write(0);
        assertThatThrownBy(() -> writer.crashingAt(Step.FIRST_PUBLISHED).write(1))
                .isInstanceOf(Driver.Crash.class);
        assertThat(writer.plain()).hasSizeGreaterThan(Driver.ofEpochs(0).size());

        List<Row> read = spark.read()
                .format("millrace")
                .options(store.options(root))
                .option("format", "text")
                .load()
                .select("value")
                .collectAsList();

        assertThat(read.stream().map(row -> row.getString(0))).containsExactlyInAnyOrderElementsOf(Driver.ofEpochs(0));
    }

    @ParameterizedTest
    @EnumSource
    void readersThatAreGivenAPatternOrTheFolderAboveSeeNoPartOfABatch(Store store) throws IOException {
        org.apache.hadoop.fs.Path above = store.directory();
        org.apache.hadoop.fs.Path root = new org.apache.hadoop.fs.Path(above, "in/posts");
        Driver writer = new Driver(store, root, "half");
        writer.write(0);
        Driver died = new Driver(store, root, "half");
        assertThatThrownBy(() -> died.crashingAt(Step.PUBLISHED).write(1)).isInstanceOf(Driver.Crash.class);
        String name = new org.apache.hadoop.fs.Path(files(store, root).get(0)).getName();
        try (OutputStream out = store.files().create(new org.apache.hadoop.fs.Path(above, "others/" + name))) {
            out.write("copied\n".getBytes(StandardCharsets.UTF_8));
        }

        assertThat(texts(store, root + "/part=*/*")).containsExactlyInAnyOrderElementsOf(Driver.ofEpochs(0));
        assertThat(texts(store, root + "/part=*")).containsExactlyInAnyOrderElementsOf(Driver.ofEpochs(0));
        assertThat(texts(store, root + "/*")).containsExactlyInAnyOrderElementsOf(Driver.ofEpochs(0));
        assertThat(texts(store, root + "/part=0/" + name)).hasSize(2);
        List<String> all = new ArrayList<>(Driver.ofEpochs(0));
        all.add("copied");
        assertThat(texts(store, above.toString())).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void aStreamThatAsksS3ForLaterNamesAloneSeesNoPartOfABatch() throws Exception {
        org.apache.hadoop.fs.Path above = Store.S3.directory();
        org.apache.hadoop.fs.Path root = new org.apache.hadoop.fs.Path(above, "in/posts");
        new Driver(Store.S3, root, "half").write(0);
        assertThat(later(above)).containsExactlyInAnyOrderElementsOf(Driver.ofEpochs(0));
        Driver died = new Driver(Store.S3, root, "half");
        assertThatThrownBy(() -> died.crashingAt(Step.PUBLISHED).write(1)).isInstanceOf(Driver.Crash.class);

        assertThat(later(above)).isEmpty();

        new Driver(Store.S3, root, "half").write(2);
        assertThat(later(above)).contains("1.1.a", "2.1.b");
    }

    /** What a stream finds behind the names that it has read. */
    private List<String> later(org.apache.hadoop.fs.Path above) throws Exception {
        List<String> found = new ArrayList<>();
        VoidFunction2<Dataset<Row>, Long> collect =
                (rows, number) -> rows.select("value").collectAsList().forEach(row -> found.add(row.getString(0)));
        boolean ended = spark.readStream()
                .format("millrace")
                .options(Store.S3.options(above))
                .option("format", "text")
                .option("recursive", true)
                .option("newFiles", "after")
                .load()
                .writeStream()
                .foreachBatch(collect)
                .option("checkpointLocation", work.resolve("checkpoint").toString())
                .trigger(Trigger.AvailableNow())
                .start()
                .awaitTermination(PATIENCE_MILLIS);
        assertThat(ended).isTrue();
        return found;
    }

    private static List<String> texts(Store store, String path) {
        return spark
                .read()
                .format("millrace")
                .options(store.options(new org.apache.hadoop.fs.Path(path)))
                .option("path", path)
                .option("format", "text")
                .option("recursive", true)
                .load()
                .select("value")
                .collectAsList()
                .stream()
                .map(row -> row.getString(0))
                .toList();
    }

    @Test
    void aBatchWithoutRowsWritesNoFile() throws Exception {
        org.apache.hadoop.fs.Path root = Store.HDFS.directory();
        give(0, 10);
        run(stream().where("id < 0"), List.of(), Store.HDFS, root, Map.of());

        assertThat(files(Store.HDFS, root)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = "HDFS")
    void smallFilesBecomeLargerOnesAndNoRowIsSeenTwice(Store store) throws Exception {
        org.apache.hadoop.fs.Path root = store.directory();
        Map<String, String> options = Map.of("compaction", "3");
        List<Integer> counts = new ArrayList<>();
        StreamingQuery query = start(stream(), List.of("p"), store, root, options, Trigger.ProcessingTime(0));
        try {
            for (int batch = 0; batch < 4; batch++) {
                give(batch * 10, batch * 10 + 10);
                query.processAllAvailable();
                counts.add(seen(store, root).size());
                assertThat(rows(seen(store, root))).containsExactly(ids(batch * 10 + 10));
            }
        } finally {
            query.stop();
        }

        assertThat(counts).containsExactly(2, 4, 2, 4);
        assertThat(files(store, root)).hasSize(2 * 3 + 2 + 2);
        assertThat(seen(store, root))
                .filteredOn(path -> VisibleFiles.isCompacted(new org.apache.hadoop.fs.Path(path)))
                .hasSize(2);
    }

    @Test
    void smallFilesOfEarlierRunsBecomeLargerOnesUnlessTheirColumnsDiffer() throws Exception {
        org.apache.hadoop.fs.Path root = Store.HDFS.directory();
        Dataset<Row> wider = stream().withColumn("more", functions.lit("more"));
        List<Integer> counts = new ArrayList<>();
        for (int batch = 0; batch < 6; batch++) {
            give(batch * 10, batch * 10 + 10);
            Map<String, String> options = batch < 2 ? Map.of() : Map.of("compaction", "3");
            run(batch < 3 ? stream() : wider, List.of(), Store.HDFS, root, options);
            counts.add(seen(Store.HDFS, root).size());
        }

        assertThat(counts).as("three of each kind are made into one").containsExactly(1, 2, 1, 2, 3, 2);
        assertThat(rows(seen(Store.HDFS, root))).containsExactly(ids(60));
        assertThat(spark.read()
                        .option("mergeSchema", true)
                        .parquet(seen(Store.HDFS, root).toArray(String[]::new))
                        .where("more = 'more'")
                        .count())
                .isEqualTo(30);
    }

    @Test
    void whatACompactionReplacedGoesAfterItsTime() throws Exception {
        org.apache.hadoop.fs.Path root = Store.HDFS.directory();
        Map<String, String> options = Map.of("compaction", "2", "keepReplaced", "0ms");
        StreamingQuery query = start(stream(), List.of(), Store.HDFS, root, options, Trigger.ProcessingTime(0));
        try {
            for (int batch = 0; batch < 5; batch++) {
                give(batch * 10, batch * 10 + 10);
                query.processAllAvailable();
            }
        } finally {
            query.stop();
        }

        assertThat(rows(seen(Store.HDFS, root))).containsExactly(ids(50));
        assertThat(files(Store.HDFS, root)).hasSizeLessThan(5);
        assertThatThrownBy(() -> spark.readStream()
                        .format("millrace")
                        .schema("id bigint, p int")
                        .options(Store.HDFS.options(root))
                        .option("format", "parquet")
                        .load()
                        .writeStream()
                        .format("noop")
                        .option("checkpointLocation", work.resolve("reader").toString())
                        .trigger(Trigger.AvailableNow())
                        .start()
                        .awaitTermination(PATIENCE_MILLIS))
                .hasStackTraceContaining("go without 'compaction'");
    }

    @Test
    void theWholeResultTakesThePlaceOfTheOneBefore() throws Exception {
        org.apache.hadoop.fs.Path root = Store.HDFS.directory();
        Map<String, String> options = Map.of("outputMode", "complete");
        for (int batch = 0; batch < 2; batch++) {
            give(batch * 10, batch * 10 + 10);
            run(
                    stream().groupBy("p").count().selectExpr("cast(p as bigint) as p", "count as id"),
                    List.of(),
                    Store.HDFS,
                    root,
                    options);
        }

        assertThat(rows(seen(Store.HDFS, root))).containsExactly(10L, 10L);
    }

    @Test
    @SuppressWarnings("deprecation") // DStreams
    void theBatchesOfADStreamAreWrittenIntoFolders() throws Exception {
        org.apache.hadoop.fs.Path root = Store.HDFS.directory();
        Map<String, String> options = Store.HDFS.options(root);
        options.put("partitionBy", "p");
        JavaStreamingContext context =
                new JavaStreamingContext(new JavaSparkContext(spark.sparkContext()), new Duration(200));
        try {
            Queue<JavaRDD<Long>> batches = new ArrayDeque<>();
            for (int batch = 0; batch < 2; batch++) {
                batches.add(ids(batch * 5L, batch * 5L + 5).as(Encoders.LONG()).javaRDD());
            }
            Millrace.write(
                    context.queueStream(batches),
                    batch -> SparkSession.active()
                            .createDataset(batch.rdd(), Encoders.LONG())
                            .toDF("id")
                            .selectExpr("id", "id % 2 as p"),
                    "hdfs",
                    options);
            context.start();
            await().atMost(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
                    .until(() -> seen(Store.HDFS, root).size() >= 4
                            && rows(seen(Store.HDFS, root)).size() == 10);
        } finally {
            context.stop(false, true);
        }

        assertThat(plain(Store.HDFS, root)).containsExactly(ids(10));
        assertThat(files(Store.HDFS, root)).allMatch(path -> path.matches(".*/p=[01]/mr-[^/]*"));
    }

    @Test
    void filesHaveAsManyCopiesAsAskedFor() throws IOException {
        org.apache.hadoop.fs.Path root = Store.HDFS.directory();

        batch(ids(0, 1), Store.HDFS, root).option("replication", "3").save();

        assertThat(list(Store.HDFS, root)).isNotEmpty().allMatch(file -> file.getReplication() == 3);
    }

    @Test
    void aFullDiskIsCalledThat() throws IOException {
        org.apache.hadoop.fs.Path root = Store.HDFS.directory();
        DistributedFileSystem files = (DistributedFileSystem) Store.HDFS.files();
        files.mkdirs(root);
        files.setQuota(root, 1000, 1000);

        assertThatThrownBy(() -> batch(ids(0, 100), Store.HDFS, root).save())
                .hasStackTraceContaining("There is no room left for " + root);

        files.setQuota(root, Long.MAX_VALUE - 1, Long.MAX_VALUE - 1);
        assertThat(files(Store.HDFS, root)).isEmpty();
    }

    @Test
    void whatCannotBeWrittenIsRefusedBeforeAnyRowIsRead() {
        org.apache.hadoop.fs.Path root = Store.HDFS.directory();
        Dataset<Row> rows = spark.range(3).selectExpr("id", "raise_error('read') as bad");

        assertThatThrownBy(() -> batch(rows, Store.HDFS, root).partitionBy("no").save())
                .hasStackTraceContaining("'no'");
        assertThatThrownBy(() ->
                        batch(rows, Store.HDFS, root).partitionBy("id", "bad").save())
                .hasStackTraceContaining("at least one must be left");
        assertThatThrownBy(() ->
                        batch(rows, Store.HDFS, root).option("format", "text").save())
                .hasStackTraceContaining("Text");
        assertThatThrownBy(() -> batch(rows, Store.HDFS, root)
                        .option("format", "csv")
                        .option("compaction", "5")
                        .save())
                .hasStackTraceContaining("do not say what their columns are");
        assertThatThrownBy(() -> batch(rows, Store.HDFS, root)
                        .option("targetFileSiz", "1m")
                        .save())
                .hasStackTraceContaining("targetFileSize");
        assertThatThrownBy(
                        () -> new BatchWrite<Long>("memory", Map.of("table", "any", "partitionBy", "p"), batch -> rows))
                .hasMessageContaining("'partitionBy'")
                .hasMessageContaining("writes no files");
    }

    /** Files of ids, {@code p} being their parity. */
    private void give(int from, int to) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int id = from; id < to; id++) {
            lines.append("{\"id\":").append(id).append(",\"p\":").append(id % 2).append("}\n");
        }
        Path draft = Files.writeString(work.resolve("draft"), lines);
        Files.move(draft, input.resolve(given++ + ".json"));
    }

    private Dataset<Row> stream() {
        return spark.readStream()
                .schema("id bigint, p int")
                .option("maxFilesPerTrigger", 1)
                .json(input.toString());
    }

    private void run(Store store, org.apache.hadoop.fs.Path root, Map<String, String> options) throws Exception {
        run(stream(), List.of("p"), store, root, options);
    }

    private void run(
            Dataset<Row> rows,
            List<String> partitionBy,
            Store store,
            org.apache.hadoop.fs.Path root,
            Map<String, String> options)
            throws Exception {
        StreamingQuery query = start(rows, partitionBy, store, root, options, Trigger.AvailableNow());
        if (!query.awaitTermination(PATIENCE_MILLIS)) {
            query.stop();
            throw new AssertionError("The query did not end");
        }
    }

    private StreamingQuery start(
            Dataset<Row> rows,
            List<String> partitionBy,
            Store store,
            org.apache.hadoop.fs.Path root,
            Map<String, String> options,
            Trigger trigger)
            throws Exception {
        Map<String, String> all = store.options(root);
        all.putAll(options);
        String mode = all.containsKey("outputMode") ? all.remove("outputMode") : "append";
        return rows.writeStream()
                .format("millrace")
                .options(all)
                .outputMode(mode)
                .partitionBy(partitionBy.toArray(String[]::new))
                .option("checkpointLocation", work.resolve("checkpoint").toString())
                .trigger(trigger)
                .start();
    }

    private void forgetLastCommit() throws IOException {
        try (Stream<Path> commits = Files.list(work.resolve("checkpoint/commits"))) {
            Path last = commits.filter(file -> file.getFileName().toString().matches("\\d+"))
                    .max(Comparator.comparingLong(
                            file -> Long.parseLong(file.getFileName().toString())))
                    .orElseThrow();
            Files.delete(last);
            Files.deleteIfExists(last.resolveSibling("." + last.getFileName() + ".crc"));
        }
    }

    private static org.apache.spark.sql.DataFrameWriter<Row> batch(
            Dataset<Row> rows, Store store, org.apache.hadoop.fs.Path root) {
        return rows.write().format("millrace").options(store.options(root)).mode(SaveMode.Append);
    }

    private static Dataset<Row> ids(long from, long to) {
        return spark.range(from, to).toDF();
    }

    private static Long[] ids(int to) {
        return LongStream.range(0, to).boxed().toArray(Long[]::new);
    }

    /** The ids that Spark's own reader finds. */
    private static List<Long> plain(Store store, org.apache.hadoop.fs.Path root) throws IOException {
        return rows(files(store, root));
    }

    private static List<Long> rows(List<String> files) {
        return spark.read().parquet(files.toArray(String[]::new)).select("id").collectAsList().stream()
                .map(row -> row.getLong(0))
                .sorted()
                .toList();
    }

    private static List<String> seen(Store store, org.apache.hadoop.fs.Path root) throws IOException {
        return paths(
                VisibleFiles.among(store.files(), Set.of(root), FileStatus::getPath, written -> list(store, root)));
    }

    private static List<String> files(Store store, org.apache.hadoop.fs.Path root) throws IOException {
        return paths(list(store, root));
    }

    private static List<String> paths(List<FileStatus> files) {
        return files.stream().map(file -> file.getPath().toString()).toList();
    }

    private static List<FileStatus> list(Store store, org.apache.hadoop.fs.Path root) throws IOException {
        List<FileStatus> found = new ArrayList<>();
        FileSystem files = store.files();
        if (files.exists(root)) {
            var all = files.listFiles(root, true);
            while (all.hasNext()) {
                FileStatus file = all.next();
                if (!file.getPath().toString().contains("/_")) {
                    found.add(file);
                }
            }
        }
        return found;
    }
}
