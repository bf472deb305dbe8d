package io.millrace.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.millrace.api.Columns;
import io.millrace.api.ConnectorException;
import io.millrace.api.ConnectorException.Kind;
import io.millrace.api.Event;
import io.millrace.spark.Millrace;
import io.millrace.spark.lookup.LookupFigures;
import io.millrace.spark.lookup.StoreLookup;
import io.millrace.testkit.example.MemoryLog;
import io.millrace.testkit.example.MemoryStore;
import io.millrace.testkit.example.MemoryTable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Date;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.sql.types.StructType;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.groups.Tuple;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rows of batches and streams joined with what a store has for their keys. */
@Timeout(120)
class LookupJoinTest {
    private final String name = UUID.randomUUID().toString();
    private final MemoryStore authors =
            MemoryStore.create(name, new Columns("id BIGINT, name STRING, born DATE, tags ARRAY<STRING>"));
    private final List<String> logs = new ArrayList<>();
    private Path checkpoint = Path.of("");
    private long added;

    @BeforeEach
    void fill() throws IOException {
        checkpoint = Files.createTempDirectory("checkpoint");
        authors.set(LongStream.range(0, 100)
                .mapToObj(id -> List.of(id, "author " + id, LocalDate.ofEpochDay(id), List.of("t" + id)))
                .toList());
    }

    @AfterEach
    void remove() throws IOException {
        logs.forEach(MemoryLog::delete);
        LocalSpark.remove(checkpoint);
    }

    // ---- batches

    @Test
    void aBatchGetsTheColumnsOfItsKeysInItsOrder() {
        Dataset<Row> posts = posts(5, 3, 5, 200, 3).coalesce(1);
        Dataset<Row> joined = lookup(Map.of()).join(posts, "author");
        assertThat(joined.schema().simpleString())
                .isEqualTo("struct<post:bigint,author:bigint,name:string,born:date,tags:array<string>>");
        assertThat(joined.collectAsList())
                .extracting(row -> row.getLong(0), row -> row.getString(2))
                .containsExactly(
                        tuple(0L, "author 5"),
                        tuple(1L, "author 3"),
                        tuple(2L, "author 5"),
                        tuple(3L, null),
                        tuple(4L, "author 3"));
        assertThat(joined.where("post = 0").first().getDate(3)).isEqualTo(Date.valueOf("1970-01-06"));
        assertThat(joined.where("post = 0").first().getList(4)).isEqualTo(List.of("t5"));
    }

    @Test
    void anInnerJoinLeavesOutWhatHasNoMatch() {
        Dataset<Row> joined = lookup(Map.of("lookup.join", "inner")).join(posts(5, 200, 3), "author");
        assertThat(joined.collectAsList()).extracting(row -> row.getLong(0)).containsExactlyInAnyOrder(0L, 2L);
    }

    @Test
    void aRowIsThereOnceForEachRowOfItsKey() {
        authors.set(
                List.of(List.of(1L, "a", LocalDate.EPOCH, List.of()), List.of(1L, "b", LocalDate.EPOCH, List.of())));
        assertThat(lookup(Map.of()).join(posts(1, 2), "author").collectAsList())
                .extracting(row -> row.getLong(0), row -> row.getString(2))
                .containsExactlyInAnyOrder(tuple(0L, "a"), tuple(0L, "b"), tuple(1L, null));
    }

    @Test
    void aKeyMayBeOfSeveralColumnsAndOfBytes() {
        String parts = "parts-" + name;
        MemoryStore.create(parts, new Columns("hash BINARY, day DATE, label STRING"))
                .set(List.of(
                        List.of(ByteBuffer.wrap(new byte[] {1, 2}), LocalDate.EPOCH, "first"),
                        List.of(ByteBuffer.wrap(new byte[] {1, 3}), LocalDate.EPOCH, "second")));
        Dataset<Row> rows = LocalSpark.session()
                .sql("SELECT * FROM VALUES (X'0103', DATE'1970-01-01'), (X'0102', DATE'1970-01-01'),"
                        + " (X'0102', DATE'1970-01-02'), (NULL, DATE'1970-01-01') AS t(h, d)");
        Dataset<Row> joined = Millrace.lookup(
                        LocalSpark.session(), "memory-store", Map.of("store", parts, "lookup.keys", "hash, day"))
                .join(rows, "h", "d");
        assertThat(joined.collectAsList())
                .extracting(row -> row.getString(2))
                .containsExactlyInAnyOrder("second", "first", null, null);
    }

    @Test
    void aKeyIsAskedOnceHoweverManyRowsHaveIt() {
        StoreLookup lookup = lookup(Map.of("lookup.batchSize", "7", "lookup.inFlight", "3"));
        long[] keys = LongStream.range(0, 2_000).map(i -> i % 50).toArray();
        assertThat(lookup.join(posts(keys).repartition(3), "author")
                        .where("name is not null")
                        .count())
                .isEqualTo(2_000);
        LookupFigures figures = lookup.figures();
        assertThat(figures.rows()).isEqualTo(2_000);
        assertThat(figures.keys()).isEqualTo(50);
        assertThat(figures.requests()).isGreaterThanOrEqualTo(8);
        assertThat(figures.hitRate()).isEqualTo(1950 / 2000.0);
        assertThat(figures.remembered()).isBetween(1L, 50L);
    }

    @Test
    void whatIsRememberedIsNotAskedAgainUntilItIsTooOld() {
        StoreLookup lookup = lookup(Map.of("lookup.cacheTtl", "1h", "lookup.cacheMissingTtl", "0ms"));
        lookup.join(posts(1, 2, 200), "author").count();
        authors.set(List.of());
        assertThat(lookup.join(posts(1, 2, 200), "author")
                        .where("name is not null")
                        .count())
                .isEqualTo(2);
        assertThat(lookup.figures().keys()).as("1, 2, and twice 200").isEqualTo(4);
        StoreLookup forgetful = lookup(Map.of("lookup.cacheSize", "0"));
        assertThat(forgetful
                        .join(posts(1, 2), "author")
                        .where("name is not null")
                        .count())
                .isEqualTo(0);
    }

    // ---- streams

    @Test
    void aStreamIsJoinedBatchByBatchAndTheCacheStays() throws Exception {
        MemoryLog log = newLog();
        IntStream.range(0, 40).forEach(i -> add(log, i % 20));
        StoreLookup lookup = lookup(Map.of());
        Map<Long, String> seen = new HashMap<>();
        LocalSpark.availableNow(
                lookup.join(stream(log, Map.of("maxRecords", "10")), "author"),
                checkpoint,
                (rows, number) -> rows.collectAsList().forEach(row -> seen.put(row.getLong(0), row.getString(2))));
        assertThat(seen).hasSize(20).containsEntry(7L, "author 7");
        assertThat(lookup.figures().keys()).isEqualTo(20);
        assertThat(lookup.figures().rows()).isEqualTo(40);
    }

    @Test
    void inRealTimeModeARowIsJoinedAtOnceWhileNothingFollows() throws Exception {
        MemoryLog log = newLog();
        MemoryTable table = MemoryTable.create(name, new Columns("author BIGINT, name STRING"));
        StoreLookup lookup = lookup(Map.of("lookup.columns", "name"));
        StreamingQuery query = lookup.join(stream(log, Map.of()), "author")
                .select("author", "name")
                .writeStream()
                .format("millrace")
                .options(Map.of("connector", "memory", "table", name, "delivery", "at_least_once"))
                .option("checkpointLocation", checkpoint.toString())
                .outputMode("update")
                .trigger(Trigger.RealTime("5 seconds"))
                .start();
        try {
            add(log, 1);
            await().atMost(Duration.ofSeconds(40)).until(() -> table.rows().size() == 1);
            List<Long> millis = new ArrayList<>();
            for (int i = 2; i < 12; i++) {
                long begun = System.nanoTime();
                add(log, i);
                int rows = i;
                await().pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofMillis(1))
                        .atMost(Duration.ofSeconds(10))
                        .until(() -> table.rows().size() == rows);
                millis.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
            }
            assertThat(table.rows()).contains(List.of(5L, "author 5"));
            // One batch ends and the next begins every five seconds, which takes longer than a row.
            assertThat(millis.stream().filter(time -> time > 100))
                    .as("slow rows of %s", millis)
                    .hasSizeLessThanOrEqualTo(1);
        } finally {
            query.stop();
        }
    }

    @Test
    void realTimeBatchesFollowOneAnotherAndLoseNothing() throws Exception {
        MemoryLog log = newLog();
        MemoryTable table = MemoryTable.create(name, new Columns("author BIGINT, name STRING"));
        StreamingQuery query = lookup(Map.of("lookup.columns", "name"))
                .join(stream(log, Map.of()), "author")
                .select("author", "name")
                .writeStream()
                .format("millrace")
                .options(Map.of("connector", "memory", "table", name, "delivery", "at_least_once"))
                .option("checkpointLocation", checkpoint.toString())
                .outputMode("update")
                .trigger(Trigger.RealTime("600 milliseconds"))
                .start();
        try {
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> {
                        add(log, table.rows().size() % 100);
                        return query.lastProgress() != null
                                && query.lastProgress().batchId() >= 3;
                    });
            long sent = added;
            await().atMost(Duration.ofSeconds(20)).until(() -> table.rows().size() >= sent);
            assertThat(table.rows()).hasSize((int) sent);
        } finally {
            query.stop();
        }
    }

    @Test
    void aWatermarkIsStillThereBehindALookUp() throws Exception {
        MemoryLog log = newLog();
        IntStream.range(0, 4).forEach(i -> add(log, i));
        Dataset<Row> joined = lookup(Map.of("lookup.columns", "name"))
                .join(stream(log, Map.of()).withWatermark("timestamp", "1 minute"), "author");
        List<Row> counts = new ArrayList<>();
        StreamingQuery query = joined.groupBy(window(col("timestamp"), "1 minute"), col("name"))
                .count()
                .writeStream()
                .outputMode("append")
                .option("checkpointLocation", checkpoint.toString())
                .foreachBatch((VoidFunction2<Dataset<Row>, Long>) (rows, number) -> counts.addAll(rows.collectAsList()))
                .trigger(Trigger.AvailableNow())
                .start();
        assertThat(query.awaitTermination(60_000)).isTrue();
        assertThat(query.exception().isDefined()).isFalse();
    }

    // ---- what goes wrong

    @Test
    void typesThatDoNotFitAreRefusedBeforeAnythingRuns() {
        ConnectorException refusal = refused(
                () -> lookup(Map.of()).join(posts(1).withColumn("author", expr("CAST(author AS STRING)")), "author"));
        assertThat(refusal).hasMessageContaining("author").hasMessageContaining("CAST(author AS BIGINT)");
        assertThat(lookup(Map.of())
                        .join(posts(1).withColumn("author", expr("CAST(author AS INT)")), "author")
                        .first()
                        .getString(2))
                .as("a narrower number fits")
                .isEqualTo("author 1");
    }

    @Test
    void namesThatAreWrongAreRefusedWithTheRightOnes() {
        assertThat(refused(() -> lookup(Map.of()).join(posts(1), "auther")))
                .hasMessageContaining("did you mean 'author'");
        assertThat(refused(() -> lookup(Map.of("lookup.columns", "nam")).join(posts(1), "author")))
                .hasMessageContaining("did you mean 'name'");
        assertThat(refused(() -> lookup(Map.of("lookup.cachSize", "1")))).hasMessageContaining("lookup.cacheSize");
        assertThat(refused(() -> lookup(Map.of()).join(posts(1).withColumnRenamed("post", "name"), "author")))
                .hasMessageContaining("lookup.prefix");
        assertThat(refused(() -> lookup(Map.of("lookup.onMissing", "deadletter"))))
                .hasMessageContaining("deadletter.connector");
    }

    @Test
    void aMissingKeyMayEndTheQuery() {
        Throwable failure = catchThrowable(() -> lookup(Map.of("lookup.onMissing", "fail"))
                .join(posts(1, 200), "author")
                .count());
        assertThat(LocalSpark.cause(failure).kind()).isEqualTo(Kind.MALFORMED);
        assertThat(LocalSpark.cause(failure)).hasMessageContaining("[id] = [200]");
    }

    @Test
    void aTransientFaultOfTheStoreIsSurvived() {
        authors.calls().before((call, count) -> {
            if (call == MemoryStore.Call.GET && count < 3) {
                throw new IOException("planted");
            }
        });
        assertThat(lookup(Map.of())
                        .join(posts(1, 2), "author")
                        .where("name is not null")
                        .count())
                .isEqualTo(2);
    }

    @Test
    void aLookUpThatFailsForGoodIsTreatedAsTheUserSays() {
        authors.calls().before((call, count) -> {
            if (call == MemoryStore.Call.GET) {
                throw ConnectorException.malformed("planted", null);
            }
        });
        Throwable failure = catchThrowable(
                () -> lookup(Map.of()).join(posts(1, 2), "author").collectAsList());
        assertThat(LocalSpark.cause(failure)).hasMessageContaining("planted").hasMessageContaining("lookup.onFailure");
        StoreLookup lenient = lookup(Map.of("lookup.onFailure", "null"));
        assertThat(lenient.join(posts(1, 2), "author").where("name is null").collectAsList())
                .hasSize(2);
        assertThat(lenient.figures().failed()).isEqualTo(2);
    }

    @Test
    void aLookUpThatTakesTooLongFailsInTime() {
        CountDownLatch held = new CountDownLatch(1);
        authors.calls().before((call, count) -> {
            if (call == MemoryStore.Call.GET) {
                hold(held);
            }
        });
        try {
            StoreLookup lookup = lookup(Map.of("lookup.timeout", "300ms", "lookup.onFailure", "null"));
            assertThat(lookup.join(posts(1, 2), "author").where("name is null").collectAsList())
                    .hasSize(2);
            assertThat(lookup.figures().failed()).isEqualTo(2);
        } finally {
            held.countDown();
        }
    }

    @Test
    void whatCannotBeJoinedGoesToDeadLetters() {
        String letters = "letters-" + name;
        MemoryTable table = MemoryTable.create(letters, DeadLettersTest.COLUMNS);
        StoreLookup lookup = lookup(Map.of(
                "lookup.onMissing", "deadletter",
                "deadletter.connector", "memory",
                "deadletter.table", letters,
                "deadletter.delivery", "at_least_once",
                "deadletter.identity", "post"));
        assertThat(lookup.join(posts(1, 200, 2), "author").collectAsList()).hasSize(2);
        assertThat(table.rows()).hasSize(1);
        assertThat(table.rows().get(0).subList(0, 2)).isEqualTo(List.of("1", "{\"post\":1,\"author\":200}"));
        assertThat(lookup.figures().deadLetters()).isEqualTo(1);
        assertThat(refused(() -> lookup(Map.of(
                                "lookup.onMissing", "deadletter",
                                "deadletter.connector", "memory",
                                "deadletter.table", letters))
                        .join(posts(1), "author")))
                .as("a transactional one")
                .hasMessageContaining("transactional");
    }

    // ---- the words of the tests

    private StoreLookup lookup(Map<String, String> more) {
        Map<String, String> options = new HashMap<>(Map.of("store", name, "lookup.keys", "id", "retryTimeout", "10s"));
        options.putAll(more);
        return Millrace.lookup(LocalSpark.session(), "memory-store", options);
    }

    private Dataset<Row> posts(long... keys) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < keys.length; i++) {
            rows.add(RowFactory.create((long) i, keys[i]));
        }
        return LocalSpark.session().createDataFrame(rows, StructType.fromDDL("post BIGINT, author BIGINT"));
    }

    private MemoryLog newLog() {
        MemoryLog log = MemoryLog.create("posts-" + UUID.randomUUID(), 1);
        logs.add(log.name());
        return log;
    }

    private void add(MemoryLog log, long author) {
        added++;
        log.append(0, Event.of(null, Long.toString(author).getBytes(UTF_8), List.of(), 0, ""));
    }

    private Dataset<Row> stream(MemoryLog log, Map<String, String> options) {
        return LocalSpark.session()
                .readStream()
                .format("millrace")
                .option("connector", "memory")
                .option("log", log.name())
                .option("startingOffsets", "earliest")
                .options(options)
                .load()
                .select(expr("CAST(CAST(value AS STRING) AS BIGINT)").as("author"), col("timestamp"));
    }

    private static ConnectorException refused(ThrowingCallable call) {
        return Thrown.refused(call);
    }

    private static Tuple tuple(@Nullable Object... values) {
        return Tuple.tuple(values);
    }

    private static void hold(CountDownLatch latch) throws IOException {
        try {
            latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
