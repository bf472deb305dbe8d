package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.millrace.api.ConnectorException;
import io.millrace.api.ConnectorException.Kind;
import io.millrace.api.Event;
import io.millrace.api.Header;
import io.millrace.api.LiveLogConnector;
import io.millrace.api.Offsets;
import io.millrace.api.Options;
import io.millrace.spark.Millrace;
import io.millrace.spark.dstream.HasOffsets;
import io.millrace.spark.dstream.StreamEvent;
import io.millrace.testkit.DStreamProbe.Held;
import io.millrace.testkit.DStreamProbe.Maker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.JavaSerializer;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.SerializerInstance;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.Timeout;
import org.opentest4j.TestAbortedException;
import scala.Tuple2;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Every rule that the users of DStreams can count on when they read a log, whichever connector it is. Extend it and answer the
 * questions of {@link LogUnderTest}; each rule becomes a test. The connector is found by its name, so it must be listed in
 * {@code META-INF/services}.
 */
@DisplayNameGeneration(RuleNames.class)
@Timeout(300)
@SuppressWarnings("deprecation") // Spark calls all of DStreams deprecated; they are what this is about
public abstract class DStreamConformance implements LogUnderTest {
    private Map<String, String> given = Map.of();
    private Path checkpoint = Path.of("");
    private DStreamProbe probe = new DStreamProbe(checkpoint, Duration.ZERO);

    @BeforeEach
    void makeCheckpoint() throws Exception {
        checkpoint = Files.createTempDirectory("checkpoint");
        probe = new DStreamProbe(checkpoint, bound());
    }

    @AfterEach
    void removeCheckpoint() throws Exception {
        probe.close();
        LocalSpark.remove(checkpoint);
    }

    // ---- F4: how a log is read by a direct stream

    /** If it fails: does a reader hand out an event that changes later, or a field that is built only once asked for? */
    @Rule("F4.1 a direct stream reads what range readers read, with every part")
    void direct() throws Exception {
        newLog(2);
        write(0, 0, 5);
        write(1, 0, 3);
        writeFullEvent();
        probe.run(direct(Map.of()), 9);
        try (LogProbe log = new LogProbe(connector(), options())) {
            assertThat(probe.together()).isEqualTo(log.readAll());
        }
    }

    /** If it fails: is the limit of a batch taken for each partition, or a limit of one second for one of a batch? */
    @Rule("F4.2 no batch of a direct stream exceeds its limit by more than one event for each partition")
    void limits() throws Exception {
        newLog(3);
        write(0, 0, 16);
        write(1, 0, 8);
        write(2, 0, 3);
        probe.run(direct(Map.of("maxRecords", "6", "maxRate", "400")), 27);
        for (Held held : probe.batches()) {
            assertThat(held.size()).as("events of a batch of at most 6").isLessThanOrEqualTo(6 + 3);
        }
        assertThat(LogProbe.values(probe.together()))
                .containsExactlyInAnyOrder(values(0, 0, 16), values(1, 0, 8), values(2, 0, 3));
    }

    /** If it fails: are batches planned from another place than where the last one ended? */
    @Rule("F4.3 each batch tells its offsets, also after it was transformed, and begins where the one before it ended")
    void offsets() throws Exception {
        newLog(2);
        write(0, 0, 4);
        write(1, 0, 4);
        Map<String, String> options = from("earliest", Map.of("maxRecords", "3"));
        String connector = name();
        probe.run(
                context -> Millrace.stream(context, connector, options)
                        .transform(rdd -> rdd.filter(event -> true).map(event -> event)),
                8);
        Offsets last = Offsets.NONE;
        for (Held held : probe.batches()) {
            assertThat(held.offsets()).as("batches that an RDD was made of").hasSize(1);
            HasOffsets batch = held.offsets().get(0);
            assertThat(batch.batchMillis()).isEqualTo(held.millis());
            if (!last.positions().isEmpty()) {
                assertThat(batch.from()).as("the start of a batch").isEqualTo(last);
            }
            last = batch.to();
            try (LogProbe log = new LogProbe(connector(), options())) {
                assertThat(held.events()).isEqualTo(log.read(batch.from(), batch.to()));
            }
        }
    }

    /** If it fails: do events refer to something that only their reader has? */
    @Rule("F4.4 events can be shuffled, persisted serialized by Java and by Kryo, and computed again")
    void elements() throws Exception {
        newLog(2);
        write(0, 0, 5);
        write(1, 0, 5);
        writeFullEvent();
        try (LogProbe log = new LogProbe(connector(), options())) {
            SortedMap<String, List<Seen>> expected = log.readAll();
            List<SortedMap<String, List<Seen>>> ways = new CopyOnWriteArrayList<>();
            probe.inspect(rdd -> {
                rdd.persist(StorageLevel.MEMORY_ONLY_SER());
                List<StreamEvent> first = rdd.collect();
                ways.add(byPartition(first));
                ways.add(byPartition(rdd.collect()));
                rdd.unpersist(true);
                ways.add(byPartition(rdd.collect()));
                ways.add(byPartition(rdd.mapToPair(event -> new Tuple2<>(event.partition(), event))
                        .groupByKey(3)
                        .flatMap(group -> group._2().iterator())
                        .collect()));
                ways.add(byPartition(copies(new JavaSerializer(new SparkConf()).newInstance(), first)));
                ways.add(byPartition(copies(new KryoSerializer(new SparkConf()).newInstance(), first)));
            });
            probe.run(direct(Map.of()), 11);
            assertThat(ways).isNotEmpty().allSatisfy(way -> assertThat(way).isEqualTo(expected));
        }
    }

    /** If it fails: does reading a range depend on anything but the range, or planning on when it is asked? */
    @Rule("F4.5 a batch that failed is read again with the same events after a recovery, and nothing is left out")
    void recovery() throws Exception {
        newLog(2);
        write(0, 0, 4);
        write(1, 0, 2);
        probe.fail(1);
        Maker maker = direct(Map.of("maxRecords", "4"));
        probe.run(maker, 6);
        write(0, 4, 9);
        probe.run(maker, 11);
        Map<Long, Held> first = new TreeMap<>();
        boolean again = false;
        for (Held held : probe.batches()) {
            Held before = first.putIfAbsent(held.millis(), held);
            if (before != null) {
                again |= held.size() > 0;
                assertThat(held.events()).as("a batch that is run again").isEqualTo(before.events());
            }
        }
        assertThat(again).as("a batch with events was run again").isTrue();
        assertThat(LogProbe.values(probe.together())).containsExactlyInAnyOrder(values(0, 0, 9), values(1, 0, 2));
    }

    /** If it fails: does the latest start hold no positions, so that it is another one after a restart? */
    @Rule("F4.6 a stream that has read nothing yet keeps its start")
    void keptStart() throws Exception {
        newLog(1);
        write(0, 0, 3);
        Map<String, String> latest = from("latest", Map.of());
        Maker maker = DStreamProbe.direct(name(), latest);
        JavaStreamingContext context = probe.start(maker);
        try {
            Awaitility.await().atMost(bound()).until(() -> probe.batches().size() >= 3);
        } finally {
            context.stop(false, false);
        }
        write(0, 3, 5);
        probe.run(maker, 2);
        assertThat(LogProbe.values(probe.together())).containsExactly(values(0, 3, 5));
    }

    /** If it fails: is a partition that leaves the offsets left out of a batch? */
    @Rule("F4.7 a direct stream reads closed partitions to their end, and what goes on for them")
    void closedPartitions() throws Exception {
        newLog(1);
        write(0, 0, 4);
        replacePartition(options(), 0);
        write(1, 0, 2);
        probe.run(direct(Map.of("maxRecords", "3")), 6);
        assertThat(LogProbe.values(probe.together())).containsExactlyInAnyOrder(values(0, 0, 4), values(1, 0, 2));
    }

    /** If it fails: is there a prefix that lets every name through? */
    @Rule("F4.8 a misspelt option of a DStream is refused at once, with the right one")
    void misspelt() throws Exception {
        newLog(1);
        Map<String, String> misspelt = from("earliest", Map.of("maxRatte", "1"));
        Throwable thrown = catchThrowable(
                () -> probe.start(DStreamProbe.direct(name(), misspelt)).stop(false, false));
        ConnectorException refusal = LocalSpark.cause(thrown);
        assertThat(refusal.kind()).isEqualTo(Kind.SETTINGS);
        assertThat(refusal).hasMessageContaining("maxRatte").hasMessageContaining("maxRate");
    }

    // ---- F5: how a log is followed by receivers

    /** If it fails: does a tail leave something out where it catches up, or mix up the order? */
    @Rule("F5.1 receivers hand over what is there and what comes, each partition in its order")
    void received() throws Exception {
        needsTails();
        newLog(2);
        write(0, 0, 5);
        writeFullEvent();
        JavaStreamingContext context = probe.start(receiving(Map.of()));
        try {
            probe.await(6);
            write(1, 0, 4);
            write(0, 5, 7);
            probe.await(12);
        } finally {
            context.stop(false, false);
        }
        try (LogProbe log = new LogProbe(connector(), options())) {
            assertThat(probe.together()).isEqualTo(log.readAll());
        }
    }

    /** If it fails: is the position of a tail that of an event it has not yet handed out? */
    @Rule("F5.2 receivers that are started again leave nothing out")
    void receivedAfterRestart() throws Exception {
        needsTails();
        newLog(2);
        write(0, 0, 4);
        write(1, 0, 2);
        Maker maker = receiving(Map.of());
        probe.run(maker, 6);
        write(0, 4, 8);
        write(1, 2, 3);
        probe.run(maker, 11);
        Set<@Nullable String> seen = new HashSet<>();
        probe.together().values().forEach(events -> seen.addAll(LogProbe.values(events)));
        List<String> expected = new ArrayList<>(values(0, 0, 8));
        expected.addAll(values(1, 0, 3));
        assertThat(seen).containsExactlyInAnyOrderElementsOf(expected);
    }

    /** If it fails: is a new partition entered at its end? */
    @Rule("F5.3 receivers take up a partition that appears, from its beginning")
    void receivedNewPartition() throws Exception {
        needsTails();
        newLog(1);
        write(0, 0, 2);
        JavaStreamingContext context = probe.start(receiving(Map.of("discoverInterval", "200ms")));
        try {
            probe.await(2);
            addPartition(options());
            write(1, 0, 3);
            probe.await(5);
        } finally {
            context.stop(false, false);
        }
        assertThat(LogProbe.values(probe.together())).containsExactlyInAnyOrder(values(0, 0, 2), values(1, 0, 3));
    }

    /** How long to wait for what must come. */
    protected Duration bound() {
        return patience().plusSeconds(30);
    }

    // ---- the words of the rules

    private String name() {
        return connector().name();
    }

    private Options options() {
        return connector().options().read(given);
    }

    private void newLog(int partitions) throws Exception {
        given = create(partitions);
    }

    private void write(int partition, int from, int to) throws Exception {
        append(options(), partition, values(partition, from, to));
    }

    private void writeFullEvent() throws Exception {
        long now = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now().truncatedTo(ChronoUnit.MILLIS));
        List<Header> headers = List.of(new Header("h", bytes("1")), new Header("h", bytes("")));
        try {
            appendExactly(options(), 0, List.of(Event.of(bytes("the key"), bytes("the value"), headers, now, "")));
        } catch (TestAbortedException e) {
            append(options(), 0, List.of("the value"));
        }
    }

    private void needsTails() {
        if (!(connector() instanceof LiveLogConnector)) {
            throw Cannot.show("'" + name() + "' cannot be followed as it grows");
        }
    }

    private Maker direct(Map<String, String> more) {
        return DStreamProbe.direct(name(), from("earliest", more));
    }

    private Maker receiving(Map<String, String> more) {
        Map<String, String> options = from("earliest", more);
        String connector = name();
        return context -> Millrace.receive(context, connector, options);
    }

    private Map<String, String> from(String start, Map<String, String> more) {
        Map<String, String> options = new TreeMap<>(given);
        options.put("startingOffsets", start);
        options.putAll(more);
        return options;
    }

    private static SortedMap<String, List<Seen>> byPartition(List<StreamEvent> events) {
        SortedMap<String, List<Seen>> byPartition = new TreeMap<>();
        events.forEach(event -> byPartition
                .computeIfAbsent(event.partition(), partition -> new ArrayList<>())
                .add(DStreamProbe.seen(event)));
        return byPartition;
    }

    private static List<StreamEvent> copies(SerializerInstance serializer, List<StreamEvent> events) {
        ClassTag<StreamEvent> tag = ClassTag$.MODULE$.apply(StreamEvent.class);
        List<StreamEvent> copies = new ArrayList<>();
        for (StreamEvent event : events) {
            StreamEvent copy = serializer.deserialize(serializer.serialize(event, tag), tag);
            assertThat(copy).isEqualTo(event).hasSameHashCodeAs(event);
            copies.add(copy);
        }
        return copies;
    }

    private static List<String> values(int partition, int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> "p" + partition + "-" + i)
                .toList();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
