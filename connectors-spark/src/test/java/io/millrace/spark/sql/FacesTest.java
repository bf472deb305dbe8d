package io.millrace.spark.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamReader;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Spark sees of a log and of an output. */
class FacesTest {
    private static SparkSession spark;

    @TempDir
    Path directory;

    private String name = "";

    @BeforeAll
    static void start() {
        spark = SparkSession.builder()
                .master("local[3]")
                .config("spark.ui.enabled", false)
                .config("spark.sql.streaming.realTimeMode.allowlistCheck", false)
                .config("spark.sql.streaming.realTimeMode.minBatchDuration", 500)
                .config("spark.sql.shuffle.partitions", 2)
                .config("spark.driver.host", "127.0.0.1")
                .getOrCreate();
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    @BeforeEach
    void log() {
        name = UUID.randomUUID().toString();
        Numbers.grow(name, "n/0", 10);
        Numbers.grow(name, "n/1", 5);
    }

    @Test
    void aBatchReadsAllEventsWithAllColumns() {
        Dataset<Row> events = spark.read()
                .format("millrace")
                .option("connector", "numbers")
                .option("name", name)
                .load();
        assertThat(events.schema().toDDL())
                .isEqualTo("stream STRING,partition STRING,position STRING,timestamp TIMESTAMP,key BINARY,value BINARY,"
                        + "headers ARRAY<STRUCT<name: STRING, value: BINARY>>");
        Row last = events.where("partition = 'n/0' and position = '9'").first();
        assertThat(last.getString(0)).isEqualTo("n");
        assertThat(last.getTimestamp(3).toInstant().toEpochMilli()).isEqualTo(9);
        assertThat(last.<byte[]>getAs("key")).isEqualTo("n/0".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(last.isNullAt(5)).isTrue();
        assertThat(last.<Row>getList(6)).hasSize(2);
        assertThat(events.count()).isEqualTo(15);
    }

    @Test
    void aSharedAndACachedRowKeepsItsValues() {
        Dataset<Row> events =
                read().selectExpr("CAST(value AS STRING) v", "position").cache();
        assertThat(events.orderBy("position").collectAsList()).hasSize(15);
        assertThat(events.where("v is null").count()).isEqualTo(1);
    }

    @Test
    void sqlReadsThroughATemporaryView() {
        spark.sql("CREATE OR REPLACE TEMPORARY VIEW numbers USING millrace OPTIONS (connector 'numbers', name '" + name
                + "')");
        assertThat(spark.sql("SELECT CAST(value AS STRING) FROM numbers WHERE partition = 'n/1'")
                        .collectAsList())
                .hasSize(5);
    }

    @Test
    void aBatchStartsAndEndsWhereTheOptionsSay() {
        Dataset<Row> some = spark.read()
                .format("millrace")
                .options(Map.of("connector", "numbers", "name", name))
                .option("startingOffsets", "{\"n\":{\"0\":7,\"1\":5}}")
                .load();
        assertThat(some.selectExpr("position")
                        .as(org.apache.spark.sql.Encoders.STRING())
                        .collectAsList())
                .containsExactlyInAnyOrder("7", "8", "9");
    }

    @Test
    void availableNowReadsInLimitedBatchesWhatWasThereAndEnds() throws Exception {
        StreamingQuery query = stream(Map.of("maxOffsetsPerTrigger", "4"), Trigger.AvailableNow());
        assertThat(query.awaitTermination(60_000)).isTrue();
        assertThat(Collected.list(name)).hasSize(15);
        assertThat(Arrays.stream(query.recentProgress()).mapToLong(StreamingQueryProgress::numInputRows))
                .allMatch(rows -> rows <= 4);
        Numbers.grow(name, "n/2", 3);
        stream(Map.of("maxOffsetsPerTrigger", "4"), Trigger.AvailableNow()).awaitTermination(60_000);
        assertThat(Collected.list(name)).hasSize(18);
        assertThat(Collected.checks(name)).as("checks of the output, one a run").isEqualTo(2);
    }

    @Test
    void theStartIsKeptInTheCheckpoint() throws Exception {
        StreamingQuery empty = stream(Map.of("startingOffsets", "latest"), Trigger.ProcessingTime("1 hour"));
        await().atMost(Duration.ofMinutes(1)).until(() -> Files.exists(directory.resolve("checkpoint/commits/0")));
        empty.stop();
        // As if it had ended before its first batch.
        for (String log : List.of("offsets", "commits")) {
            FileUtils.deleteDirectory(
                    directory.resolve("checkpoint").resolve(log).toFile());
        }
        Numbers.grow(name, "n/0", 2);
        stream(Map.of("startingOffsets", "latest"), Trigger.AvailableNow()).awaitTermination(60_000);
        assertThat(Collected.list(name)).containsExactlyInAnyOrder("10", "11");
    }

    @Test
    void aBatchWaitsForItsLeastEventsUntilTheDelayIsOver() throws Exception {
        StreamingQuery query = stream(
                Map.of("minRecords", "16", "maxDelay", "1h"),
                Trigger.ProcessingTime(Duration.ofMillis(20).toMillis()));
        await().until(() -> query.lastProgress() != null && query.lastProgress().batchId() == 0);
        assertThat(Collected.list(name)).isEmpty();
        Numbers.grow(name, "n/0", 1);
        await().until(() -> Collected.list(name).size() == 16);
        query.stop();
    }

    @Test
    void progressTellsHowFarBehindAQueryIs() throws Exception {
        StreamingQuery query = stream(Map.of("maxRecords", "5"), Trigger.AvailableNow());
        assertThat(query.awaitTermination(60_000)).isTrue();
        StreamingQueryProgress first = query.recentProgress()[0];
        assertThat(first.sources()[0].metrics())
                .containsEntry("recordsBehind", "10")
                .containsKey("behind.n/0");
        assertThat(first.sources()[0].latestOffset()).contains("\"n/0\":\"10\"");
        assertThat(first.sink().metrics()).containsKey("lastCommitMillis");
    }

    @Test
    void aTransientFaultInTheMiddleOfARangeIsSurvived() {
        Numbers.FAULTS.set(2);
        assertThat(read().count()).isEqualTo(15);
        assertThat(Numbers.FAULTS).hasValue(0);
    }

    @Test
    void aTransactionalCommitOfUnknownOutcomeIsAskedAgain() throws Exception {
        Collected.UNKNOWN_OUTCOMES.set(2);
        stream(Map.of(), Trigger.AvailableNow(), Map.of("transactional", "true"))
                .awaitTermination(60_000);
        assertThat(Collected.list(name)).hasSize(15);
        assertThat(Collected.UNKNOWN_OUTCOMES).hasValue(0);
    }

    @Test
    void aBatchIsWritten() {
        read().selectExpr("CAST(value AS STRING)")
                .write()
                .format("millrace")
                .options(Map.of("connector", "collected", "name", name, "transactional", "true"))
                .mode("append")
                .save();
        assertThat(Collected.list(name)).hasSize(15);
    }

    @Test
    void realTimeModeHandsEventsOverAsTheyCome() throws Exception {
        Trigger realTime = Trigger.RealTime("2 seconds");
        StreamingQuery query = stream(Map.of(), realTime, Map.of());
        await().atMost(Duration.ofSeconds(30)).until(() -> Collected.list(name).size() == 15);
        Numbers.grow(name, "n/0", 5);
        await().atMost(Duration.ofSeconds(1)).until(() -> Collected.list(name).size() == 20);
        Numbers.grow(name, "n/2", 5);
        await().atMost(Duration.ofSeconds(10)).until(() -> Collected.list(name).size() == 25);
        await().atMost(Duration.ofSeconds(10)).until(() -> Files.exists(directory.resolve("checkpoint/offsets/2")));
        query.stop();
        assertThat(Collected.list(name)).containsExactlyInAnyOrderElementsOf(expected(10 + 5, 5, 5));
        assertThat(Files.readString(directory.resolve("checkpoint/offsets/1"))).contains("\"n/0\":\"15\"");
    }

    @Test
    void realTimeModeRefusesTransactionalOutputs() {
        StreamingQuery query = start(Map.of(), Trigger.RealTime("2 seconds"), Map.of("transactional", "true"));
        assertThatThrownBy(() -> query.awaitTermination(30_000))
                .hasMessageContaining("cannot be used in real-time mode");
    }

    @Test
    void realTimeModeRefusesMorePartitionsThanTaskSlots() {
        Numbers.grow(name, "n/2", 1);
        Numbers.grow(name, "n/3", 1);
        StreamingQuery query = start(Map.of(), Trigger.RealTime("2 seconds"), Map.of());
        assertThatThrownBy(() -> query.awaitTermination(30_000))
                .hasMessageContaining("4 partitions")
                .hasMessageContaining("3 slots");
    }

    private static List<String> expected(long... ends) {
        return Arrays.stream(ends)
                .boxed()
                .flatMap(end -> LongStream.range(0, end).mapToObj(n -> n % 10 == 9 ? "null" : Long.toString(n)))
                .collect(Collectors.toList());
    }

    private Dataset<Row> read() {
        return spark.read()
                .format("millrace")
                .options(Map.of("connector", "numbers", "name", name))
                .load();
    }

    private StreamingQuery stream(Map<String, String> read, Trigger trigger) {
        return start(read, trigger, Map.of());
    }

    private StreamingQuery stream(Map<String, String> read, Trigger trigger, Map<String, String> write) {
        return start(read, trigger, write);
    }

    private StreamingQuery start(Map<String, String> read, Trigger trigger, Map<String, String> write) {
        DataStreamReader reader = spark.readStream()
                .format("millrace")
                .options(Map.of("connector", "numbers", "name", name, "startingOffsets", "earliest"))
                .options(read);
        try {
            return reader.load()
                    .selectExpr("CAST(value AS STRING)")
                    .writeStream()
                    .format("millrace")
                    .options(Map.of("connector", "collected", "name", name))
                    .options(write)
                    .option(
                            "checkpointLocation",
                            directory.resolve("checkpoint").toString())
                    .outputMode(trigger.toString().contains("RealTime") ? "update" : "append")
                    .trigger(trigger)
                    .start();
        } catch (java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }
}
