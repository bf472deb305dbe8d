package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.millrace.api.Columns;
import io.millrace.api.ConnectorException;
import io.millrace.api.Event;
import io.millrace.spark.Millrace;
import io.millrace.spark.dstream.ReceiverHealth;
import io.millrace.testkit.DStreamProbe.Held;
import io.millrace.testkit.DStreamProbe.Maker;
import io.millrace.testkit.example.MemoryLog;
import io.millrace.testkit.example.MemoryTable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.apache.spark.streaming.scheduler.StreamInputInfo;
import org.apache.spark.streaming.scheduler.StreamingListener;
import org.apache.spark.streaming.scheduler.StreamingListenerBatchCompleted;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import scala.jdk.javaapi.CollectionConverters;

/** What the DStream faces do beyond what a connector can break. */
@Timeout(120)
@SuppressWarnings("deprecation") // Spark calls all of DStreams deprecated; they are what this is about
class DStreamFacesTest {
    private static final Duration BOUND = Duration.ofSeconds(40);

    private MemoryLog log = MemoryLog.create("none", 0);
    private Path checkpoint = Path.of("");
    private DStreamProbe probe = new DStreamProbe(checkpoint, BOUND);

    @BeforeEach
    void make() throws Exception {
        log = MemoryLog.create("stream-" + UUID.randomUUID(), 2);
        checkpoint = Files.createTempDirectory("checkpoint");
        probe = new DStreamProbe(checkpoint, BOUND);
    }

    @AfterEach
    void remove() throws Exception {
        probe.close();
        MemoryLog.delete(log.name());
        LocalSpark.remove(checkpoint);
    }

    @Test
    void theLogIsToldOfABatchOnlyAfterItsOutputsHaveEnded() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch free = new CountDownLatch(1);
        AtomicBoolean ended = new AtomicBoolean();
        List<Boolean> told = new CopyOnWriteArrayList<>();
        log.calls().before((call, count) -> {
            if (call == MemoryLog.Call.COMMITTED) {
                told.add(ended.get());
            }
        });
        probe.inspect(rdd -> {
            inside.countDown();
            try {
                ended.set(free.await(60, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        append(0, 0, 3);
        JavaStreamingContext context = probe.start(direct(Map.of()));
        try {
            assertThat(inside.await(60, TimeUnit.SECONDS)).isTrue();
            int tips = log.calls().count(MemoryLog.Call.TIP);
            await().atMost(BOUND).until(() -> log.calls().count(MemoryLog.Call.TIP) > tips + 2);
            assertThat(told).as("told while the output operation runs").isEmpty();
            free.countDown();
            await().atMost(BOUND).until(() -> !told.isEmpty());
        } finally {
            context.stop(false, false);
        }
        assertThat(told).containsOnly(true);
    }

    @Test
    void anEpochThatIsRunAgainIsRecognisedByATransactionalOutput() throws Exception {
        String name = "table-" + UUID.randomUUID();
        MemoryTable table = MemoryTable.create(name, new Columns("value STRING"));
        AtomicBoolean failing = new AtomicBoolean(true);
        table.calls().before((call, count) -> {
            if (call == MemoryTable.Call.COMMITTED && !table.rows().isEmpty() && failing.get()) {
                throw new IllegalStateException("The epoch is visible, and its commit fails, as it should");
            }
        });
        Maker maker = context -> {
            var stream = Millrace.stream(context, "memory", options(Map.of("maxRecords", "4")));
            Millrace.write(
                    stream,
                    batch -> Millrace.rows(batch).selectExpr("CAST(value AS STRING) AS value"),
                    "memory",
                    Map.of("table", name, "delivery", "transactional"));
            return stream;
        };
        append(0, 0, 10);
        probe.run(maker, 10);
        assertThat(table.rows())
                .as("rows of the first epoch, the only one that was tried")
                .hasSize(4);
        failing.set(false);
        append(1, 10, 12);
        JavaStreamingContext context = probe.start(maker);
        try {
            await().atMost(BOUND)
                    .untilAsserted(() -> assertThat(table.rows()).containsExactlyInAnyOrderElementsOf(rows(0, 12)));
        } finally {
            context.stop(false, false);
        }
        assertThat(table.rows()).containsExactlyInAnyOrderElementsOf(rows(0, 12));
        assertThat(table.stagedTasks()).isZero();
    }

    @Test
    void theStreamingPageIsToldOfNumbersAndRanges() throws Exception {
        List<StreamInputInfo> told = new CopyOnWriteArrayList<>();
        append(0, 0, 7);
        JavaStreamingContext context = probe.start(made -> {
            made.ssc().addStreamingListener(new StreamingListener() {
                @Override
                public void onBatchCompleted(StreamingListenerBatchCompleted batch) {
                    told.addAll(CollectionConverters.asJava(batch.batchInfo().streamIdToInputInfo())
                            .values());
                }
            });
            return direct(Map.of("maxRecords", "5")).make(made);
        });
        try {
            await().atMost(BOUND)
                    .until(() ->
                            told.stream().mapToLong(StreamInputInfo::numRecords).sum() == 7);
        } finally {
            context.stop(false, false);
        }
        StreamInputInfo first =
                told.stream().filter(info -> info.numRecords() > 0).findFirst().orElseThrow();
        assertThat(first.numRecords()).isEqualTo(5);
        assertThat(first.metadataDescription().get()).isEqualTo(log.name() + "/0: 0 to 5");
    }

    @Test
    void sparksBackPressureMakesTheBatchesOfSlowOutputsSmaller() throws Exception {
        SparkConf conf = LocalSpark.session().sparkContext().conf();
        probe.inspect(rdd -> work(Duration.ofMillis(4).multipliedBy(rdd.count())));
        append(0, 0, 5000);
        conf.set("spark.streaming.backpressure.enabled", "true").set("spark.streaming.backpressure.initialRate", "500");
        try {
            JavaStreamingContext context = probe.start(direct(Map.of()));
            try {
                // 500 a second, in batches of 0.3 s; the output manages 250 a second, and the estimate never is below
                // 100.
                // One small batch might be what was left at the end.
                await().atMost(BOUND)
                        .until(() -> sizes().filter(size -> size < 100).count() >= 3);
            } finally {
                context.stop(false, false);
            }
        } finally {
            conf.remove("spark.streaming.backpressure.enabled").remove("spark.streaming.backpressure.initialRate");
        }
        assertThat(sizes().findFirst()).hasValue(150);
        assertThat(sizes()).allMatch(size -> size >= 30 && size <= 150);
    }

    @Test
    void aNewProgramGoesOnWhereTheOneBeforeItWasSure() throws Exception {
        append(0, 0, 6);
        probe.run(direct(Map.of()), 6);
        forgetSparksCheckpoint();
        append(0, 6, 9);
        int before = probe.batches().size();
        probe.run(direct(Map.of()), 9);
        List<String> later = new ArrayList<>();
        List<Held> held = probe.batches();
        held.subList(before, held.size())
                .forEach(batch -> batch.events()
                        .values()
                        .forEach(events -> events.forEach(event -> later.add(String.valueOf(event.value())))));
        assertThat(later).endsWith("6", "7", "8").doesNotHaveDuplicates();
    }

    @Test
    void tooFewCoresForReceiversAreRefusedWithTheNumber() {
        append(0, 0, 1);
        ConnectorException refusal = LocalSpark.cause(catchThrowable(
                () -> probe.start(receiving(Map.of("receivers", "3"))).stop(false, false)));
        assertThat(refusal).hasMessageContaining("has 3 cores").hasMessageContaining("at least 4");
    }

    @Test
    void aReceiverTellsHowItIsAndStartsAgainAfterAFailure() throws Exception {
        AtomicBoolean broken = new AtomicBoolean(true);
        log.calls().before((call, count) -> {
            if (call == MemoryLog.Call.POLL && broken.getAndSet(false)) {
                throw new IllegalStateException("The tail fails, as it should");
            }
        });
        append(0, 0, 3);
        JavaStreamingContext context = probe.start(receiving(Map.of()));
        try {
            probe.await(3);
            await().atMost(BOUND).untilAsserted(() -> {
                List<ReceiverHealth> health = Millrace.health(context);
                assertThat(health).hasSize(1);
                assertThat(health.get(0).state()).isEqualTo(ReceiverHealth.State.RUNNING);
                assertThat(health.get(0).restarts()).isEqualTo(1);
                assertThat(health.get(0).events()).isEqualTo(3);
                assertThat(health.get(0).lastError()).contains("as it should");
                assertThat(health.get(0)).asString().contains("(memory)").contains("restarts 1");
            });
        } finally {
            context.stop(false, false);
        }
    }

    @Test
    void whatCouldNotBeStoredIsNotNotedAsReceived() throws Exception {
        Path inTheWay = Files.createFile(checkpoint.resolve("receivedData"));
        append(0, 0, 3);
        JavaStreamingContext context = probe.start(receiving(Map.of()));
        try {
            await().atMost(BOUND).until(() -> Millrace.health(context).stream().anyMatch(one -> one.restarts() > 0));
            try (Stream<Path> all = Files.walk(checkpoint.resolve("millrace"))) {
                assertThat(all.map(file -> file.getFileName().toString()))
                        .as("the files of positions")
                        .contains("start")
                        .noneMatch(name -> name.startsWith("p-"));
            }
            Files.delete(inTheWay);
            probe.await(3);
        } finally {
            context.stop(false, false);
        }
        assertThat(LogProbe.values(probe.together())).containsExactly(values(0, 3));
    }

    @Test
    void aReceiversOwnRateHoldsForBlocks() throws Exception {
        append(0, 0, 60);
        JavaStreamingContext context = probe.start(receiving(Map.of("maxRate", "20")));
        try {
            probe.await(20);
            long begun = System.nanoTime();
            probe.await(60);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(900));
        } finally {
            context.stop(false, false);
        }
    }

    /** The numbers of events of the batches that had some. */
    private IntStream sizes() {
        return probe.batches().stream().mapToInt(Held::size).filter(size -> size > 0);
    }

    private static void work(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void append(int partition, int from, int to) {
        values(from, to)
                .forEach(value -> log.append(
                        partition, Event.of(null, value.getBytes(StandardCharsets.UTF_8), List.of(), 0, "")));
    }

    private static List<String> values(int from, int to) {
        return IntStream.range(from, to).mapToObj(Integer::toString).toList();
    }

    private static List<List<@Nullable Object>> rows(int from, int to) {
        return values(from, to).stream()
                .map(value -> List.<@Nullable Object>of(value))
                .toList();
    }

    private Map<String, String> options(Map<String, String> more) {
        Map<String, String> options = new TreeMap<>(Map.of("log", log.name(), "startingOffsets", "earliest"));
        options.putAll(more);
        return options;
    }

    private Maker direct(Map<String, String> more) {
        return DStreamProbe.direct("memory", options(more));
    }

    private Maker receiving(Map<String, String> more) {
        Map<String, String> options = options(more);
        return context -> Millrace.receive(context, "memory", options);
    }

    private void forgetSparksCheckpoint() throws Exception {
        try (Stream<Path> files = Files.list(checkpoint)) {
            for (Path file : files.toList()) {
                if (file.getFileName().toString().contains("checkpoint-")) {
                    Files.delete(file);
                }
            }
        }
    }
}
