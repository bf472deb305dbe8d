package io.millrace.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files a stream takes, in which batch, whatever happens to them. On a local disk, where files are made in no time. */
class NewFilesTest {
    private static SparkSession spark;

    @TempDir
    private Path directory;

    private final Map<String, String> options = new HashMap<>();
    private Path input = Path.of("");
    private Path checkpoint = Path.of("");
    private long clock = 1_700_000_000_000L;

    @BeforeAll
    static void start() {
        spark = Sparks.session(Map.of());
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    @BeforeEach
    void prepare() throws IOException {
        input = Files.createDirectory(directory.resolve("input"));
        checkpoint = directory.resolve("checkpoint");
        options.put("path", input.toUri().toString());
        options.put("format", "text");
        options.put("schema", "value STRING");
    }

    @Test
    void filesComeInTheOrderInWhichTheyWereWrittenWithinTheLimits() throws Exception {
        options.put("maxFiles", "2");
        write("c", "1");
        write("a", "2");
        write("b", "3");
        assertThat(run()).containsExactly(List.of("1", "2"), List.of("3"));
        write("0", "4");
        assertThat(run()).containsExactly(List.of("4"));
        assertThat(run()).isEmpty();
    }

    @Test
    void aBatchTakesOneFileAtLeastAndNoMoreBytesThanAllowed() throws Exception {
        options.put("maxBytes", "6");
        write("a", "1234567890");
        write("b", "12");
        write("c", "34");
        write("d", "56");
        assertThat(run()).containsExactly(List.of("1234567890"), List.of("12", "34"), List.of("56"));
    }

    @Test
    void aBatchThatIsRunAgainReadsExactlyTheSameFiles() throws Exception {
        write("a", "1");
        write("b", "2");
        List<List<String>> batches = new ArrayList<>();
        assertThatThrownBy(() -> Sparks.run(stream(), checkpoint, (rows, number) -> {
                    batches.add(Sparks.texts(rows));
                    throw new IllegalStateException("stop here");
                }))
                .hasStackTraceContaining("stop here");
        write("c", "3");
        batches.addAll(run());
        assertThat(batches).containsExactly(List.of("1", "2"), List.of("1", "2"), List.of("3"));
    }

    @Test
    void aBatchWhoseCommitWasLostReadsExactlyTheSameFiles() throws Exception {
        write("a", "1");
        assertThat(run()).containsExactly(List.of("1"));
        Files.delete(checkpoint.resolve("commits/0"));
        write("b", "2");
        assertThat(run()).containsExactly(List.of("1"), List.of("2"));
    }

    @Test
    void aBatchThatWasPlannedAndNeverHeardOfBySparkTakesTheSameFiles() throws Exception {
        write("a", "1");
        assertThat(run()).containsExactly(List.of("1"));
        Files.delete(checkpoint.resolve("commits/0"));
        Files.delete(checkpoint.resolve("offsets/0"));
        write("b", "2");
        assertThat(run()).containsExactly(List.of("1"), List.of("2"));
    }

    @Test
    void filesThatAreStillWrittenAreLeftOut() throws Exception {
        for (String name : List.of("_a", ".b", "c._COPYING_", "d.tmp", "part-0.inprogress.7")) {
            write(name, "half");
        }
        Files.createFile(input.resolve("empty"));
        write("whole", "1");
        assertThat(run()).containsExactly(List.of("1"));
        Files.move(input.resolve("_a"), input.resolve("a"));
        assertThat(run()).containsExactly(List.of("half"));
    }

    @Test
    void aFileThatChangesAfterItWasReadEndsTheQuery() throws Exception {
        Path grown = write("a", "1");
        assertThat(run()).containsExactly(List.of("1"));
        Files.writeString(grown, "2\n", StandardOpenOption.APPEND);
        assertThatThrownBy(this::run)
                .hasStackTraceContaining("was read when it had 2 bytes")
                .hasStackTraceContaining("onDataLoss=warn");
        options.put("onDataLoss", "warn");
        assertThat(run()).isEmpty();
        options.remove("onDataLoss");
        write("b", "3");
        assertThatThrownBy(this::run).hasStackTraceContaining("has 4 bytes");
    }

    @Test
    void aFileThatChangesWhileItIsReadEndsTheQuery() throws Exception {
        Path grown = write("a", "1");
        assertThatThrownBy(() -> Sparks.run(stream(), checkpoint, (rows, number) -> {
                    Files.writeString(grown, "2\n", StandardOpenOption.APPEND);
                    Sparks.texts(rows);
                }))
                .hasStackTraceContaining("changed while it was read: 2 bytes were planned, and it has 4 now");
    }

    @Test
    void aFileThatIsGoneBeforeItIsReadEndsTheQueryUnlessTheUserLetsItPass() throws Exception {
        write("a", "1");
        Path gone = write("b", "2");
        assertThatThrownBy(() -> Sparks.run(stream(), checkpoint, (rows, number) -> {
                    Files.delete(gone);
                    Sparks.texts(rows);
                }))
                .hasStackTraceContaining("A file of this batch is gone")
                .hasStackTraceContaining("onDataLoss=warn");
        options.put("failOnDataLoss", "false");
        assertThat(run()).containsExactly(List.of("1"));
    }

    @Test
    void aFileThatIsDeletedAfterItWasReadIsForgotten() throws Exception {
        Path first = write("a", "1");
        List<String> read = new CopyOnWriteArrayList<>();
        VoidFunction2<Dataset<Row>, Long> keep = (rows, number) -> read.addAll(Sparks.texts(rows));
        StreamingQuery query = stream()
                .writeStream()
                .foreachBatch(keep)
                .option("checkpointLocation", checkpoint.toString())
                .trigger(Trigger.ProcessingTime(20))
                .start();
        try {
            await().until(() -> read.contains("1"));
            Files.delete(first);
            write("b", "2");
            await().until(() -> read.contains("2"));
            write("a", "3");
            await().until(() -> read.contains("3"));
        } finally {
            query.stop();
        }
    }

    @Test
    void onlyLaterNamesAreNewWhereTheUserSaysSo() throws Exception {
        options.put("newFiles", "after");
        write("2026-01-02", "2");
        write("2026-01-03", "3");
        assertThat(run()).containsExactly(List.of("2", "3"));
        write("2026-01-01", "1");
        write("2026-01-04", "4");
        assertThat(run()).containsExactly(List.of("4"));
    }

    @Test
    void filesThatWereReadAreDeletedOnceTheNextBatchBegins() throws Exception {
        options.put("cleanSource", "delete");
        write("a", "1");
        run();
        assertThat(names(input)).containsExactly("a");
        write("b", "2");
        run();
        assertThat(names(input)).containsExactly("b");
    }

    @Test
    void filesThatWereReadAreMovedIntoTheArchive() throws Exception {
        options.put("cleanSource", "archive");
        options.put("archiveDir", directory.resolve("archive").toUri().toString());
        options.put("schema", "value STRING, day INT");
        Files.createDirectory(input.resolve("day=1"));
        write("day=1/a", "1");
        run();
        write("day=1/b", "2");
        assertThat(run()).containsExactly(List.of("2"));
        assertThat(directory.resolve("archive/day=1/a")).hasContent("1");
        assertThat(input.resolve("day=1/a")).doesNotExist();
    }

    @Test
    void aFileThatChangedAfterItWasReadIsNotCleanedAway() throws Exception {
        options.put("cleanSource", "delete");
        options.put("onDataLoss", "warn");
        Path changed = write("a", "1");
        run();
        Files.writeString(changed, "other");
        write("b", "2");
        run();
        assertThat(changed).hasContent("other");
    }

    @Test
    void foldersNameTheLastColumnsOfTheSchema() throws Exception {
        Files.createDirectories(input.resolve("year=2026/month=1"));
        Files.createDirectories(input.resolve("other"));
        write("year=2026/month=1/a", "1");
        write("other/b", "2");
        options.put("schema", "value STRING, year INT, month INT");
        List<String> rows = new ArrayList<>();
        Sparks.run(
                stream(),
                checkpoint,
                (batch, number) -> batch.collectAsList().forEach(row -> rows.add(row.toString())));
        assertThat(rows).containsExactly("[1,2026,1]");
        options.put("schema", "year INT, month INT, value STRING");
        write("year=2026/month=1/c", "3");
        assertThatThrownBy(this::run).hasStackTraceContaining("[value, year, month] was expected");
    }

    @Test
    void allFoldersAreReadWhenAskedFor() throws Exception {
        Files.createDirectories(input.resolve("x/y"));
        write("x/y/a.txt", "1");
        write("x/b.log", "2");
        options.put("recursiveFileLookup", "true");
        options.put("pathGlobFilter", "*.txt");
        assertThat(run()).containsExactly(List.of("1"));
        assertThat(Sparks.texts(Sparks.batch(spark, "hdfs", options))).containsExactly("1");
    }

    @Test
    void thePathMayBeAPattern() throws Exception {
        Files.createDirectories(input.resolve("2026-01"));
        Files.createDirectories(input.resolve("2027-01"));
        write("2026-01/a", "1");
        write("2027-01/b", "2");
        options.put("path", input.toUri() + "/2026-*");
        assertThat(run()).containsExactly(List.of("1"));
        assertThat(Sparks.texts(Sparks.batch(spark, "hdfs", options))).containsExactly("1");
    }

    @Test
    void theCheckpointKeepsNoMoreThanSparkMayGoBackTo() throws Exception {
        spark.conf().set("spark.sql.streaming.minBatchesToRetain", 2);
        try {
            options.put("maxFiles", "1");
            for (int i = 0; i < 32; i++) {
                write("f" + i, Integer.toString(i));
            }
            assertThat(run()).hasSize(32);
            assertThat(names(checkpoint.resolve("sources/0/files")))
                    .contains("19.all", "20", "31")
                    .doesNotContain("0", "19")
                    .hasSize(13);
            write("last", "last");
            assertThat(run()).containsExactly(List.of("last"));
        } finally {
            spark.conf().unset("spark.sql.streaming.minBatchesToRetain");
        }
    }

    @Test
    void aCheckpointOfAnotherSourceIsRefused() throws Exception {
        write("a", "1");
        Sparks.run(
                spark.readStream().text(input.toString()),
                checkpoint,
                (rows, number) -> assertThat(rows.count()).isEqualTo(1));
        assertThatThrownBy(this::run).hasStackTraceContaining("is not one of connector 'hdfs'");
    }

    /** Each file is a second younger than the one before. */
    /** Puts a file there all at once: a query may be listing. */
    private Path write(String name, String text) throws IOException {
        Path draft = Files.writeString(input.resolveSibling("draft"), text + "\n");
        clock += 1000;
        Files.setLastModifiedTime(draft, FileTime.fromMillis(clock));
        return Files.move(draft, input.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private List<List<String>> run() throws Exception {
        return Sparks.availableNow(stream(), checkpoint);
    }

    private Dataset<Row> stream() {
        return Sparks.stream(spark, "hdfs", options).load();
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.endsWith(".crc"))
                    .sorted()
                    .toList();
        }
    }
}
