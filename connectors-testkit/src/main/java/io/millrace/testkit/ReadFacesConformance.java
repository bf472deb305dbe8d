package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.millrace.api.ConnectorException;
import io.millrace.api.ConnectorException.Kind;
import io.millrace.api.Event;
import io.millrace.api.Header;
import io.millrace.api.Options;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.Timeout;
import org.opentest4j.TestAbortedException;

/**
 * Every rule that the users of Spark can count on when they read a log, whichever connector it is. Extend it and answer the
 * questions of {@link LogUnderTest}; each rule becomes a test. The connector is found by its name, so it must be listed in
 * {@code META-INF/services}.
 */
@DisplayNameGeneration(RuleNames.class)
@Timeout(300)
public abstract class ReadFacesConformance implements LogUnderTest {
    private Map<String, String> given = Map.of();
    private Path checkpoint = Path.of("");

    @BeforeEach
    void makeCheckpoint() throws Exception {
        checkpoint = Files.createTempDirectory("checkpoint");
    }

    @AfterEach
    void removeCheckpoint() throws Exception {
        LocalSpark.remove(checkpoint);
    }

    // ---- F1: how a log is read through Spark

    /** If it fails: does a reader rely on being asked for its position, or hand out an event that changes later? */
    @Rule("F1.1 a batch reads what range readers read, with every column")
    void batch() throws Exception {
        newLog(2);
        write(0, 0, 5);
        write(1, 0, 3);
        writeFullEvent();
        try (LogProbe log = probe()) {
            assertThat(seen(read())).isEqualTo(log.readAll());
        }
    }

    /** If it fails: is something planned otherwise when the offsets come from a checkpoint? */
    @Rule("F1.2 micro-batches read what a batch reads")
    void microBatches() throws Exception {
        newLog(2);
        write(0, 0, 7);
        write(1, 0, 3);
        assertThat(together(stream(Map.of("maxRecords", "3")))).isEqualTo(seen(read()));
    }

    /** If it fails: is a field built only when another one is asked for? */
    @Rule("F1.3 each column is the same, alone and beside others")
    void everyColumn() throws Exception {
        newLog(1);
        write(0, 0, 3);
        writeFullEvent();
        List<String> columns = List.of(
                "position",
                "CAST(timestamp AS STRING)",
                "CAST(key AS STRING)",
                "CAST(value AS STRING)",
                "to_json(headers)");
        List<Row> all = read().selectExpr(columns.toArray(String[]::new)).collectAsList();
        for (int column = 0; column < columns.size(); column++) {
            List<Row> alone = read().selectExpr(columns.get(column)).collectAsList();
            for (int event = 0; event < all.size(); event++) {
                assertThat(alone.get(event).getString(0))
                        .as("%s of event %s, asked for alone", columns.get(column), event)
                        .isEqualTo(all.get(event).getString(column));
            }
        }
        assertThat(read().count()).as("events without any column").isEqualTo(all.size());
    }

    /** If it fails: is the limit of a batch taken for each partition? */
    @Rule("F1.4 no micro-batch exceeds its limit by more than one event for each partition")
    void limits() throws Exception {
        newLog(3);
        write(0, 0, 20);
        write(1, 0, 10);
        write(2, 0, 3);
        List<SortedMap<String, List<Seen>>> batches = stream(Map.of("maxRecords", "6"));
        for (SortedMap<String, List<Seen>> batch : batches) {
            assertThat(batch.values().stream().mapToInt(List::size).sum())
                    .as("events of a batch of at most 6")
                    .isLessThanOrEqualTo(6 + 3);
        }
        assertThat(LogProbe.values(together(batches)))
                .containsExactlyInAnyOrder(values(0, 0, 20), values(1, 0, 10), values(2, 0, 3));
    }

    /** If it fails: does a batch go past the tip, or stop before it when its limit is small? */
    @Rule("F1.5 a query over what is there ends with what was there, while the log grows")
    void availableNow() throws Exception {
        newLog(2);
        write(0, 0, 6);
        write(1, 0, 1);
        List<SortedMap<String, List<Seen>>> batches = new ArrayList<>();
        LocalSpark.availableNow(
                open(Map.of("maxRecords", "2", "startingOffsets", "earliest")), checkpoint, (rows, number) -> {
                    batches.add(seen(rows));
                    if (number < 8) {
                        write(0, 6 + (int) number, 7 + (int) number);
                    }
                });
        assertThat(LogProbe.values(together(batches))).containsExactlyInAnyOrder(values(0, 0, 6), values(1, 0, 1));
    }

    /** If it fails: is a partition that leaves the offsets left out of the plan of a batch? */
    @Rule("F1.6 a batch reads closed partitions to their end, and what goes on for them")
    void closedPartitions() throws Exception {
        newLog(1);
        write(0, 0, 4);
        replacePartition(options(), 0);
        write(1, 0, 2);
        assertThat(LogProbe.values(seen(read()))).containsExactlyInAnyOrder(values(0, 0, 4), values(1, 0, 2));
        assertThat(LogProbe.values(together(stream(Map.of()))))
                .containsExactlyInAnyOrder(values(0, 0, 4), values(1, 0, 2));
    }

    /** If it fails: is there a prefix that lets every name through? */
    @Rule("F1.7 a misspelt option is refused, with the right one")
    void misspelt() throws Exception {
        newLog(1);
        ConnectorException refusal = LocalSpark.cause(
                catchThrowable(() -> read(Map.of("startingOfsets", "earliest")).count()));
        assertThat(refusal.kind()).isEqualTo(Kind.SETTINGS);
        assertThat(refusal).hasMessageContaining("startingOfsets").hasMessageContaining("startingOffsets");
    }

    // ---- F2: how a query goes on

    /** If it fails: does planning need what it knew before the restart? */
    @Rule("F2.1 a restarted query goes on where it stopped")
    void restart() throws Exception {
        newLog(2);
        write(0, 0, 4);
        List<SortedMap<String, List<Seen>>> batches = new ArrayList<>(stream(Map.of("maxRecords", "3")));
        write(0, 4, 6);
        write(1, 0, 2);
        batches.addAll(stream(Map.of("maxRecords", "3")));
        batches.addAll(stream(Map.of()));
        assertThat(LogProbe.values(together(batches))).containsExactlyInAnyOrder(values(0, 0, 6), values(1, 0, 2));
    }

    /** If it fails: does reading a range depend on anything but the range? */
    @Rule("F2.2 a batch whose end was not noted is read again with the same events")
    void replay() throws Exception {
        newLog(2);
        write(0, 0, 4);
        write(1, 0, 1);
        List<SortedMap<String, List<Seen>>> first = stream(Map.of());
        LocalSpark.forgetLastCommit(checkpoint);
        write(0, 4, 9);
        List<SortedMap<String, List<Seen>>> again = stream(Map.of());
        assertThat(again.get(0)).isEqualTo(first.get(first.size() - 1));
        assertThat(LogProbe.values(together(again.subList(1, again.size())))).containsExactly(values(0, 4, 9));
    }

    /** If it fails: does the latest start hold no positions, so that it is another one after a restart? */
    @Rule("F2.3 a query that has read nothing yet keeps its start")
    void keptStart() throws Exception {
        newLog(1);
        write(0, 0, 3);
        assertThat(LogProbe.values(together(stream(Map.of("startingOffsets", "latest")))))
                .isEmpty();
        write(0, 3, 5);
        assertThat(LogProbe.values(together(stream(Map.of("startingOffsets", "latest")))))
                .containsExactly(values(0, 3, 5));
    }

    /** If it fails: are the positions of another system read as one's own? */
    @Rule("F2.4 a checkpoint of another connector is refused by the names of both")
    void foreignCheckpoint() throws Exception {
        newLog(1);
        write(0, 0, 3);
        stream(Map.of());
        LocalSpark.rewrite(checkpoint, "\"connector\\\":\\\"" + name() + "\\\"", "\"connector\\\":\\\"another-one\\\"");
        LocalSpark.rewrite(checkpoint, "\"connector\":\"" + name() + "\"", "\"connector\":\"another-one\"");
        ConnectorException refusal = LocalSpark.cause(catchThrowable(() -> stream(Map.of())));
        assertThat(refusal.kind()).isEqualTo(Kind.SETTINGS);
        assertThat(refusal).hasMessageContaining("another-one").hasMessageContaining("'" + name() + "'");
    }

    /** If it fails: does reading begin quietly at what is left? */
    @Rule("F2.5 lost events end a query, which says how to go on")
    void loss() throws Exception {
        readThenLose();
        ConnectorException loss = LocalSpark.cause(catchThrowable(() -> stream(Map.of())));
        assertThat(loss.kind()).isEqualTo(Kind.DATA_LOSS);
        assertThat(loss).hasMessageContaining("onDataLoss");
    }

    /** If it fails: does a loss not say where reading can go on? */
    @Rule("F2.6 where losses are allowed a query goes on with what is left")
    void lossAllowed() throws Exception {
        readThenLose();
        assertThat(LogProbe.values(together(stream(Map.of("onDataLoss", "warn")))))
                .containsExactly(values(0, 4, 6));
    }

    // ---- the words of the rules

    private void newLog(int partitions) throws Exception {
        given = create(partitions);
    }

    private Options options() {
        return connector().options().read(given);
    }

    private String name() {
        return connector().name();
    }

    private LogProbe probe() throws Exception {
        return new LogProbe(connector(), options());
    }

    private void write(int partition, int from, int to) throws Exception {
        append(options(), partition, values(partition, from, to));
    }

    /** Appends an event with all that an event can have, where the system knows such events. */
    private void writeFullEvent() throws Exception {
        long now = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now().truncatedTo(ChronoUnit.MILLIS));
        List<Header> headers = List.of(new Header("h", bytes("1")), new Header("h", bytes("")));
        try {
            appendExactly(options(), 0, List.of(Event.of(bytes("the key"), bytes("the value"), headers, now, "")));
        } catch (TestAbortedException e) {
            append(options(), 0, List.of("the value"));
        }
    }

    /** Two events are read, two are lost before anybody reads them, two are left. */
    private void readThenLose() throws Exception {
        newLog(1);
        write(0, 0, 2);
        stream(Map.of());
        write(0, 2, 6);
        dropOldest(options(), 0, 4);
    }

    private Dataset<Row> read() {
        return read(Map.of());
    }

    private Dataset<Row> read(Map<String, String> more) {
        return LocalSpark.session()
                .read()
                .format("millrace")
                .option("connector", name())
                .options(given)
                .options(more)
                .load();
    }

    private Dataset<Row> open(Map<String, String> more) {
        return LocalSpark.session()
                .readStream()
                .format("millrace")
                .option("connector", name())
                .options(given)
                .options(more)
                .load();
    }

    /** The batches of a query over what is there, started or gone on with. */
    private List<SortedMap<String, List<Seen>>> stream(Map<String, String> more) throws Exception {
        Map<String, String> options = new TreeMap<>(Map.of("startingOffsets", "earliest"));
        options.putAll(more);
        List<SortedMap<String, List<Seen>>> batches = new ArrayList<>();
        LocalSpark.availableNow(open(options), checkpoint, (rows, number) -> batches.add(seen(rows)));
        return batches;
    }

    private static SortedMap<String, List<Seen>> together(List<SortedMap<String, List<Seen>>> batches) {
        SortedMap<String, List<Seen>> all = new TreeMap<>();
        batches.forEach(batch -> batch.forEach((partition, events) ->
                all.computeIfAbsent(partition, p -> new ArrayList<>()).addAll(events)));
        return all;
    }

    private static SortedMap<String, List<Seen>> seen(Dataset<Row> rows) {
        SortedMap<String, List<Seen>> seen = new TreeMap<>();
        for (Row row : rows.collectAsList()) {
            List<String> headers = new ArrayList<>();
            for (Row header : row.<Row>getList(row.fieldIndex("headers"))) {
                headers.add(header.getString(0) + "=" + Seen.text(header.<byte @Nullable []>getAs(1)));
            }
            seen.computeIfAbsent(row.getAs("partition"), p -> new ArrayList<>())
                    .add(new Seen(
                            row.getAs("position"),
                            Seen.text(row.<byte @Nullable []>getAs("key")),
                            Seen.text(row.<byte @Nullable []>getAs("value")),
                            headers,
                            ChronoUnit.MICROS.between(
                                    Instant.EPOCH,
                                    row.<java.sql.Timestamp>getAs("timestamp").toInstant())));
        }
        return seen;
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
