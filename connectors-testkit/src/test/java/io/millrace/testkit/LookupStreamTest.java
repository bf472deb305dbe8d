package io.millrace.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.api.Columns;
import io.millrace.api.ConnectorException;
import io.millrace.api.Event;
import io.millrace.spark.Millrace;
import io.millrace.spark.dstream.StreamEvent;
import io.millrace.spark.lookup.StoreLookup;
import io.millrace.testkit.example.MemoryLog;
import io.millrace.testkit.example.MemoryStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.api.java.JavaInputDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Batches of DStreams joined with what a store has for their keys. */
@Timeout(120)
@SuppressWarnings("deprecation") // Spark calls all of DStreams deprecated; they are what this is about
class LookupStreamTest {
    /** What the batches of each test held; found by name, since a checkpoint must not hold it. */
    private static final Map<String, List<String>> JOINED = new ConcurrentHashMap<>();

    private final String name = UUID.randomUUID().toString();
    private final MemoryLog log = MemoryLog.create("events-" + name, 1);
    private final AtomicInteger made = new AtomicInteger();
    private Path checkpoint = Path.of("");

    @BeforeEach
    void make() throws Exception {
        checkpoint = Files.createTempDirectory("checkpoint");
        JOINED.put(name, new CopyOnWriteArrayList<>());
        MemoryStore.create(name, new Columns("id BIGINT, name STRING"))
                .set(LongStream.range(0, 50)
                        .mapToObj(id -> List.of(id, "author " + id))
                        .toList());
    }

    @AfterEach
    void remove() throws Exception {
        JOINED.remove(name);
        MemoryLog.delete(log.name());
        LocalSpark.remove(checkpoint);
    }

    @Test
    void batchesOfADStreamAreJoined() throws Exception {
        add(3, 60, 4);
        run(3);
        assertThat(joined()).containsExactlyInAnyOrder("3 author 3", "60 nobody", "4 author 4");
    }

    @Test
    void aJoinComesBackFromItsCheckpoint() throws Exception {
        add(IntStream.range(0, 10).toArray());
        run(10);
        add(IntStream.range(10, 20).toArray());
        run(20);
        assertThat(made).as("contexts that were made anew").hasValue(1);
        assertThat(joined()).contains("0 author 0", "19 author 19");
    }

    @Test
    void aKeyMustBeNamed() {
        StoreLookup lookup = Millrace.lookup(LocalSpark.session(), "memory-store", Map.of("store", name));
        JavaStreamingContext context = anew();
        try {
            ConnectorException refusal = Thrown.refused(() -> lookup.join(stream(context), LookupStreamTest::key));
            assertThat(refusal).hasMessageContaining("lookup.keys").hasMessageContaining("id BIGINT");
        } finally {
            context.stop(false, false);
        }
    }

    private List<String> joined() {
        return JOINED.getOrDefault(name, List.of());
    }

    private void add(int... keys) {
        for (int key : keys) {
            log.append(0, Event.of(null, Integer.toString(key).getBytes(UTF_8), List.of(), 0, ""));
        }
    }

    /** Runs until so many events were joined, then stops as a crash would. */
    private void run(int events) {
        JavaStreamingContext context = JavaStreamingContext.getOrCreate(checkpoint.toString(), this::anew);
        context.start();
        try {
            await().atMost(Duration.ofSeconds(40))
                    .untilAsserted(
                            () -> assertThat(joined().stream().distinct()).hasSizeGreaterThanOrEqualTo(events));
        } finally {
            context.stop(false, false);
        }
    }

    private JavaStreamingContext anew() {
        made.incrementAndGet();
        JavaSparkContext spark = new JavaSparkContext(LocalSpark.session().sparkContext());
        JavaStreamingContext context = new JavaStreamingContext(spark, Durations.milliseconds(300));
        context.checkpoint(checkpoint.toString());
        String test = name;
        Millrace.lookup(LocalSpark.session(), "memory-store", Map.of("store", name, "lookup.keys", "id"))
                .join(stream(context), LookupStreamTest::key)
                .foreachRDD(batch -> hold(test, batch));
        return context;
    }

    private JavaInputDStream<StreamEvent> stream(JavaStreamingContext context) {
        return Millrace.stream(context, "memory", Map.of("log", log.name(), "startingOffsets", "earliest"));
    }

    private static List<@Nullable Object> key(StreamEvent event) {
        return List.of(Long.valueOf(new String(event.value(), UTF_8)));
    }

    private static void hold(String test, JavaPairRDD<StreamEvent, Optional<Row>> batch) {
        batch.collect()
                .forEach(pair -> JOINED.getOrDefault(test, new CopyOnWriteArrayList<>())
                        .add(key(pair._1()).get(0) + " "
                                + (pair._2().isPresent() ? pair._2().get().getString(0) : "nobody")));
    }
}
