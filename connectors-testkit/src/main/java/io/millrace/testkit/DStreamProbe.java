package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.Offsets;
import io.millrace.spark.Millrace;
import io.millrace.spark.dstream.HasOffsets;
import io.millrace.spark.dstream.StreamEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.Time;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.awaitility.Awaitility;

/**
 * A DStream of this JVM and what its batches held, over several runs from one checkpoint. It is found by its name, since
 * what Spark keeps in a checkpoint and makes again must not hold it.
 */
@SuppressWarnings("deprecation") // Spark calls all of DStreams deprecated; they are what this is about
final class DStreamProbe implements AutoCloseable {
    private static final Map<String, DStreamProbe> ALL = new ConcurrentHashMap<>();
    private static final long INTERVAL_MILLIS = 300;

    private final String name = UUID.randomUUID().toString();
    private final List<Held> batches = new CopyOnWriteArrayList<>();
    private final AtomicInteger failures = new AtomicInteger();
    private final Path checkpoint;
    private final Duration patience;
    private volatile Consumer<JavaRDD<StreamEvent>> inspection = rdd -> {};

    /** What one batch held when it was run. */
    record Held(long millis, List<HasOffsets> offsets, SortedMap<String, List<Seen>> events) {
        int size() {
            return events.values().stream().mapToInt(List::size).sum();
        }
    }

    /** How a stream is made, in a new context. Kept in no checkpoint. */
    interface Maker {
        JavaDStream<StreamEvent> make(JavaStreamingContext context);
    }

    /** A stream that keeps its progress in {@code checkpoint}, and of which an event is expected within {@code patience}. */
    DStreamProbe(Path checkpoint, Duration patience) {
        this.checkpoint = checkpoint;
        this.patience = patience;
        ALL.put(name, this);
    }

    /** Lets the next batches with events fail after they were read. */
    void fail(int batches) {
        failures.set(batches);
    }

    /** Looks at each batch with events, on the driver. */
    void inspect(Consumer<JavaRDD<StreamEvent>> inspection) {
        this.inspection = inspection;
    }

    /** Starts a new context, or goes on from the checkpoint if there is one. */
    JavaStreamingContext start(Maker maker) {
        JavaStreamingContext context = JavaStreamingContext.getOrCreate(checkpoint.toString(), () -> anew(maker));
        context.start();
        return context;
    }

    private JavaStreamingContext anew(Maker maker) {
        JavaSparkContext spark = new JavaSparkContext(LocalSpark.session().sparkContext());
        JavaStreamingContext context = new JavaStreamingContext(spark, Durations.milliseconds(INTERVAL_MILLIS));
        context.checkpoint(checkpoint.toString());
        String probe = name;
        maker.make(context).foreachRDD((rdd, time) -> held(probe, rdd, time));
        return context;
    }

    private static void held(String probe, JavaRDD<StreamEvent> rdd, Time time) {
        DStreamProbe one = ALL.get(probe);
        if (one != null) {
            one.held(rdd, time.milliseconds());
        }
    }

    private void held(JavaRDD<StreamEvent> rdd, long millis) {
        SortedMap<String, List<Seen>> events = new TreeMap<>();
        for (StreamEvent event : rdd.collect()) {
            events.computeIfAbsent(event.partition(), partition -> new ArrayList<>())
                    .add(seen(event));
        }
        Held held = new Held(millis, HasOffsets.in(rdd), events);
        if (held.size() > 0) {
            inspection.accept(rdd);
        }
        batches.add(held);
        if (held.size() > 0 && failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new IllegalStateException("The batch fails, as it should");
        }
    }

    /** Runs a stream until so many events were held, then stops it as a crash would. */
    void run(Maker maker, int events) {
        JavaStreamingContext context = start(maker);
        try {
            await(events);
        } finally {
            context.stop(false, false);
        }
    }

    /** Waits until so many events were held, by the latest run of each batch. */
    void await(int events) {
        Awaitility.await()
                .atMost(patience)
                .untilAsserted(() -> assertThat(together().values().stream()
                                .mapToInt(List::size)
                                .sum())
                        .as("the events that batches held")
                        .isGreaterThanOrEqualTo(events));
    }

    /** All runs of all batches, in their order. */
    List<Held> batches() {
        return List.copyOf(batches);
    }

    /** What all batches held, each as it was run last, in the order of their times. */
    SortedMap<String, List<Seen>> together() {
        SortedMap<Long, Held> latest = new TreeMap<>();
        batches.forEach(held -> latest.put(held.millis(), held));
        SortedMap<String, List<Seen>> together = new TreeMap<>();
        latest.values()
                .forEach(held -> held.events()
                        .forEach((partition, events) -> together.computeIfAbsent(partition, p -> new ArrayList<>())
                                .addAll(events)));
        return together;
    }

    static Seen seen(StreamEvent event) {
        return new Seen(
                event.position(),
                Seen.text(event.key()),
                Seen.text(event.value()),
                event.headers().stream()
                        .map(header -> header.name() + "=" + Seen.text(header.value()))
                        .toList(),
                event.timestampMicros());
    }

    /** A direct stream. */
    static Maker direct(String connector, Map<String, String> options) {
        return context -> Millrace.stream(context, connector, options);
    }

    /** The offsets at which the batches of a run begin and end, in their order. */
    static List<Offsets> ends(List<Held> batches) {
        List<Offsets> ends = new ArrayList<>();
        batches.forEach(held -> held.offsets().forEach(batch -> ends.add(batch.to())));
        return ends;
    }

    @Override
    public void close() {
        ALL.remove(name);
    }
}
