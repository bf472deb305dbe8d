package io.millrace.testkit.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.api.Columns;
import io.millrace.testkit.example.MemoryTable;
import io.millrace.testkit.server.FreePorts;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A push source in Structured Streaming, on a local master, where Spark never tries a task again. */
class JournalStreamTest {
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static SparkSession spark;

    @TempDir
    Path directory;

    /** By batch, because a batch that was cut short is run again. */
    private final Map<Long, List<String>> batches = new ConcurrentHashMap<>();

    private final int port = FreePorts.next();

    @BeforeAll
    static void start() {
        if (SparkSession.getDefaultSession().isDefined()) {
            SparkSession.getDefaultSession().get().stop();
        }
        spark = SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", false)
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.sql.shuffle.partitions", 2)
                .config("spark.sql.streaming.realTimeMode.allowlistCheck", false)
                .getOrCreate();
    }

    @AfterAll
    static void stopSpark() {
        spark.stop();
    }

    @AfterEach
    void stopQueries() throws Exception {
        for (StreamingQuery query : spark.streams().active()) {
            query.stop();
        }
    }

    @Test
    void whatIsAcknowledgedArrivesAndTheReceiverEndsWithTheQuery() throws Exception {
        StreamingQuery query = start(Map.of(), Trigger.ProcessingTime("100 milliseconds"));
        try (LineSender one = new LineSender("one", List.of(port));
                LineSender two = new LineSender("two", List.of(port))) {
            List<LineSender> senders = List.of(one, two);
            await().atMost(BOUND).until(() -> one.acknowledged().size() > 100);
            one.close();
            two.close();
            await().atMost(BOUND).until(() -> Delivered.contains(arrived(), senders));
            Delivered.check(arrived(), senders);
        }
        await().atMost(BOUND).until(() -> query.lastProgress() != null);
        await().atMost(BOUND)
                .untilAsserted(
                        () -> assertThat(query.lastProgress().sources()[0].metrics())
                                .containsEntry("receiver.0.state", "running")
                                .containsEntry("receiver.0.addresses", "tcp://127.0.0.1:" + port)
                                .containsEntry("receiver.0.restarts", "0")
                                .containsKeys("receiver.0.host", "receiver.0.since", "recordsBehind"));
        query.stop();
        assertFree();
        assertThat(spark.sparkContext().statusTracker().getActiveJobIds()).isEmpty();
    }

    @Test
    void aQueryThatIsStartedAgainGoesOnWhereItWas() throws Exception {
        try (LineSender sender = new LineSender("s", List.of(port))) {
            for (int run = 1; run <= 3; run++) {
                int least = run * 50;
                StreamingQuery query = start(Map.of(), Trigger.ProcessingTime("50 milliseconds"));
                await().atMost(BOUND).until(() -> arrived().size() >= least);
                query.stop();
                assertFree();
            }
            sender.close();
            availableNow(Map.of());
            Delivered.check(arrived(), List.of(sender));
        }
    }

    @Test
    void aReceiverThatFailsIsStartedAgain() throws Exception {
        StreamingQuery query = start(Map.of(), Trigger.ProcessingTime("50 milliseconds"));
        try (LineSender sender = new LineSender("s", List.of(port))) {
            await().atMost(BOUND).until(() -> sender.acknowledged().size() > 20);
            int before = sender.acknowledged().size();
            // As a receiver elsewhere that takes over: whoever wrote the partition is fenced off.
            PushedJournal.at(directory.resolve("checkpoint/sources/0/journal"))
                    .writer()
                    .close();
            await().atMost(BOUND).until(() -> !sender.repeated().isEmpty());
            await().atMost(BOUND).until(() -> sender.acknowledged().size() > before + 100);
            sender.close();
            await().atMost(BOUND).until(() -> Delivered.contains(arrived(), List.of(sender)));
        }
        query.stop();
        assertFree();
    }

    @Test
    void aRunOverWhatIsThereStartsNoReceiver() throws Exception {
        StreamingQuery query = start(Map.of(), Trigger.ProcessingTime("1 hour"));
        await().atMost(BOUND)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(LineSender.ask(port, "a")).isEqualTo(LineSender.TAKEN));
        assertThat(LineSender.ask(port, "b")).isEqualTo(LineSender.TAKEN);
        assertThat(LineSender.ask(port, "c")).isEqualTo(LineSender.TAKEN);
        // A query that is stopped while Spark writes the first files of its checkpoint cannot be started again.
        await().atMost(BOUND).until(() -> query.lastProgress() != null);
        query.stop();
        try (ServerSocket taken = new ServerSocket(port, 50, InetAddress.getLoopbackAddress())) {
            assertThat(taken.isBound()).isTrue();
            StreamingQuery run = availableNow(Map.of("maxRecords", "2"));
            assertThat(Arrays.stream(run.recentProgress()).mapToLong(StreamingQueryProgress::numInputRows))
                    .allMatch(rows -> rows <= 2);
        }
        assertThat(arrived()).contains("a", "b", "c").doesNotHaveDuplicates();
    }

    @Test
    void aBatchReadIsRefused() {
        assertThatThrownBy(() -> spark.read()
                        .format("millrace")
                        .options(options(Map.of()))
                        .load()
                        .count())
                .hasMessageContaining("cannot be read as a batch")
                .hasMessageContaining("readStream");
    }

    @Test
    void tooFewCoresAreRefusedWithTheNumberNeeded() throws Exception {
        StreamingQuery query = start(Map.of("receivers", "2"), Trigger.ProcessingTime("50 milliseconds"));
        assertThatThrownBy(() -> query.awaitTermination(60_000))
                .hasMessageContaining("at least 3 cores")
                .hasMessageContaining("has 2 slots");
    }

    @Test
    void whatTheUserMustSetRightEndsTheQuery() throws Exception {
        try (ServerSocket taken = new ServerSocket(port, 50, InetAddress.getLoopbackAddress())) {
            assertThat(taken.isBound()).isTrue();
            StreamingQuery query = start(Map.of("retryTimeout", "2s"), Trigger.ProcessingTime("50 milliseconds"));
            assertThatThrownBy(() -> query.awaitTermination(60_000))
                    .hasMessageContaining("127.0.0.1:" + port + ", where nothing can listen here");
        }
    }

    @Test
    void realTimeModeHandsOverWhatIsAcknowledged() throws Exception {
        // One slot for the receiver and one for its partition.
        MemoryTable table = MemoryTable.create("real-time-journal", new Columns("value STRING"));
        StreamingQuery query = spark.readStream()
                .format("millrace")
                .options(options(Map.of()))
                .load()
                .selectExpr("CAST(value AS STRING) AS value")
                .writeStream()
                .format("millrace")
                .options(Map.of("connector", "memory", "table", "real-time-journal", "delivery", "at_least_once"))
                .option("checkpointLocation", checkpoint())
                .outputMode("update")
                .trigger(Trigger.RealTime("5 seconds"))
                .start();
        await().atMost(BOUND)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(LineSender.ask(port, "x")).isEqualTo(LineSender.TAKEN));
        await().atMost(BOUND).untilAsserted(() -> assertThat(table.rows()).contains(List.of("x")));
        query.stop();
        assertFree();
    }

    private StreamingQuery start(Map<String, String> more, Trigger trigger) throws Exception {
        VoidFunction2<Dataset<Row>, Long> collect = (rows, batch) -> batches.put(
                batch,
                rows.selectExpr("CAST(value AS STRING)").as(Encoders.STRING()).collectAsList());
        return spark.readStream()
                .format("millrace")
                .options(options(more))
                .load()
                .writeStream()
                .foreachBatch(collect)
                .option("checkpointLocation", checkpoint())
                .trigger(trigger)
                .start();
    }

    private List<String> arrived() {
        return batches.values().stream().flatMap(List::stream).toList();
    }

    private StreamingQuery availableNow(Map<String, String> more) throws Exception {
        StreamingQuery query = start(more, Trigger.AvailableNow());
        assertThat(query.awaitTermination(60_000)).isTrue();
        return query;
    }

    private Map<String, String> options(Map<String, String> more) {
        Map<String, String> all = new TreeMap<>(Map.of("connector", "tcp-lines", "port", Integer.toString(port)));
        all.putAll(more);
        return all;
    }

    private String checkpoint() {
        return directory.resolve("checkpoint").toString();
    }

    private void assertFree() throws Exception {
        try (ServerSocket free = new ServerSocket(port, 50, InetAddress.getLoopbackAddress())) {
            assertThat(free.isBound()).isTrue();
        }
    }
}
