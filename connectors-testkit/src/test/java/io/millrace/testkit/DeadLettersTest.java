package io.millrace.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.api.Columns;
import io.millrace.api.ConnectorException;
import io.millrace.api.ConnectorException.Kind;
import io.millrace.api.Event;
import io.millrace.spark.sql.EpochWrite;
import io.millrace.testkit.example.MemoryLog;
import io.millrace.testkit.example.MemoryTable;
import io.millrace.testkit.example.MemoryTable.Call;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rows that an output refuses for good go to the dead-letter output that the user names. */
@Timeout(120)
class DeadLettersTest {
    static final Columns COLUMNS =
            new Columns("identity STRING, row STRING, query STRING, epoch BIGINT, error STRING, time TIMESTAMP");

    private final String name = UUID.randomUUID().toString();
    private final MemoryTable table = MemoryTable.create(name, new Columns("id BIGINT, name STRING"));
    private final MemoryTable letters = MemoryTable.create("letters-" + name, COLUMNS);
    private final MemoryLog log = MemoryLog.create("log-" + name, 1);
    private Path checkpoint = Path.of("");

    @BeforeEach
    void refuseEveryThird() throws IOException {
        checkpoint = Files.createTempDirectory("checkpoint");
        table.refuse(row -> (Long) Objects.requireNonNull(row.get(0)) % 3 == 0);
    }

    @AfterEach
    void remove() throws IOException {
        MemoryLog.delete(log.name());
        LocalSpark.remove(checkpoint);
    }

    @Test
    void aBatchSendsWhatIsRefused() throws Exception {
        batch(Map.of());
        assertThat(table.rows()).hasSize(4);
        assertThat(letters.rows()).hasSize(2);
        List<@Nullable Object> letter = letters.rows().stream()
                .filter(row -> "3".equals(row.get(0)))
                .findFirst()
                .orElseThrow();
        assertThat(letter.get(1)).isEqualTo("{\"id\":3,\"name\":\"n3\"}");
        assertThat(letter.get(3)).isEqualTo(0L);
        assertThat((String) letter.get(4)).contains("takes no row such as [3, n3]");
    }

    @Test
    void withoutADeadLetterOutputARefusedRowEndsTheQuery() {
        Throwable failure = catchThrowable(() -> rows().write()
                .format("millrace")
                .options(Map.of("connector", "memory", "table", name))
                .mode("append")
                .save());
        assertThat(LocalSpark.cause(failure).kind()).isEqualTo(Kind.MALFORMED);
        assertThat(letters.rows()).isEmpty();
    }

    @Test
    void aStreamSendsThemBeforeItsEpochIsCommittedAndCountsThem() throws Exception {
        List<Integer> atCommit = new ArrayList<>();
        table.calls().before((call, count) -> {
            if (call == Call.COMMIT) {
                atCommit.add(letters.rows().size());
            }
        });
        add(0, 4);
        StreamingQuery query = stream(Map.of(), Trigger.AvailableNow());
        assertThat(query.awaitTermination(60_000)).isTrue();
        add(4, 7);
        query = stream(Map.of(), Trigger.AvailableNow());
        assertThat(query.awaitTermination(60_000)).isTrue();
        assertThat(table.rows()).hasSize(4);
        assertThat(letters.rows()).extracting(row -> row.get(0)).containsExactlyInAnyOrder("0", "3", "6");
        assertThat(letters.rows()).extracting(row -> row.get(3)).containsExactlyInAnyOrder(0L, 0L, 1L);
        assertThat(letters.rows())
                .extracting(row -> row.get(2))
                .containsOnly(query.id().toString());
        assertThat(atCommit).containsExactly(2, 3);
        assertThat(query.lastProgress().sink().metrics()).containsEntry("deadLetters", "1");
    }

    @Test
    void aTransactionalDeadLetterOutputShowsThemOnceAndFirst() throws Exception {
        AtomicInteger failures = new AtomicInteger(1);
        table.calls().before((call, count) -> {
            if (call == Call.COMMIT && failures.getAndDecrement() > 0) {
                assertThat(letters.rows()).hasSize(2);
                throw ConnectorException.bug("planted: the driver dies here");
            }
        });
        add(0, 4);
        Map<String, String> transactional = Map.of("deadletter.delivery", "transactional");
        assertThat(catchThrowable(
                        () -> stream(transactional, Trigger.AvailableNow()).awaitTermination(60_000)))
                .isNotNull();
        assertThat(stream(transactional, Trigger.AvailableNow()).awaitTermination(60_000))
                .isTrue();
        assertThat(table.rows()).hasSize(2);
        assertThat(letters.rows()).extracting(row -> row.get(0)).containsExactlyInAnyOrder("0", "3");
    }

    @Test
    void realTimeModeSendsThemAtOnce() throws Exception {
        StreamingQuery query = stream(Map.of("delivery", "at_least_once"), Trigger.RealTime("5 seconds"));
        try {
            add(0, 5);
            await().atMost(Duration.ofSeconds(40)).until(() -> table.rows().size() == 3);
            await().atMost(Duration.ofSeconds(2)).until(() -> letters.rows().size() == 2);
        } finally {
            query.stop();
        }
    }

    @Test
    void realTimeModeRefusesATransactionalDeadLetterOutput() throws Exception {
        StreamingQuery query = stream(
                Map.of("delivery", "at_least_once", "deadletter.delivery", "transactional"),
                Trigger.RealTime("5 seconds"));
        assertThat(LocalSpark.cause(catchThrowable(() -> query.awaitTermination(40_000))))
                .hasMessageContaining("dead-letter output, is transactional");
    }

    /** The write that a DStream makes of each batch. */
    @Test
    void anEpochOfADStreamSendsThem() {
        try (EpochWrite write = EpochWrite.begin("query", "memory", rows().schema(), options(Map.of()))) {
            write.write(rows(), 7_000);
        }
        assertThat(table.rows()).hasSize(4);
        assertThat(letters.rows()).extracting(row -> row.get(3)).containsExactly(7_000L, 7_000L);
        assertThat(letters.rows()).extracting(row -> row.get(2)).containsOnly("query");
    }

    @Test
    void aDeadLetterOutputThatFailsEndsTheStream() throws Exception {
        letters.calls().before((call, count) -> {
            if (call == Call.COMPLETE) {
                throw new IOException("planted: no space");
            }
        });
        add(0, 4);
        StreamingQuery query = stream(Map.of(), Trigger.AvailableNow());
        ConnectorException failure = LocalSpark.cause(catchThrowable(() -> query.awaitTermination(60_000)));
        assertThat(failure).hasMessageContaining("dead letter").hasMessageContaining("no space");
        assertThat(table.rows()).as("nothing was committed").isEmpty();
    }

    @Test
    void anOutputThatTakesEventsGetsTheLetterAsJson() throws Exception {
        MemoryTable events = MemoryTable.create("letters-" + name, new Columns("key STRING, value STRING"));
        batch(Map.of());
        assertThat(events.rows()).extracting(row -> row.get(0)).containsExactlyInAnyOrder("0", "3");
        String value = (String) events.rows().get(0).get(1);
        assertThat(new ObjectMapper().readTree(value).at("/row/name").asText()).startsWith("n");
    }

    @Test
    void whatTheUserGetsWrongIsRefusedBeforeARowMoves() {
        assertThat(refused(Map.of("deadletter.tabel", "x")))
                .hasMessageContaining("deadletter.")
                .hasMessageContaining("table");
        assertThat(refused(Map.of("onReject", "warn")))
                .hasMessageContaining("'deadletter.connector' exclude each other");
        assertThat(refused(Map.of("deadletter.identity", "nome"))).hasMessageContaining("nome");
        assertThat(refused(Map.of("deadletter.table", "nowhere"))).hasMessageContaining("nowhere");
        MemoryTable.create("letters-" + name, new Columns("body STRING"));
        assertThat(refused(Map.of()))
                .hasMessageContaining("takes letters neither as")
                .hasMessageContaining("body");
        assertThat(table.rows()).isEmpty();
    }

    // ---- the words of the tests

    private Dataset<Row> rows() {
        return LocalSpark.session()
                .range(0, 6)
                .selectExpr("id", "concat('n', id) AS name")
                .repartition(2);
    }

    private Map<String, String> options(Map<String, String> more) {
        Map<String, String> options = new HashMap<>(Map.of(
                "connector", "memory",
                "table", name,
                "retryTimeout", "1s",
                "deadletter.connector", "memory",
                "deadletter.table", "letters-" + name,
                "deadletter.delivery", "at_least_once",
                "deadletter.identity", "id",
                "deadletter.retryTimeout", "1s"));
        options.putAll(more);
        return options;
    }

    private void batch(Map<String, String> more) {
        rows().write().format("millrace").options(options(more)).mode("append").save();
    }

    private ConnectorException refused(Map<String, String> more) {
        ConnectorException refusal = LocalSpark.cause(catchThrowable(() -> batch(more)));
        assertThat(refusal.kind()).isEqualTo(Kind.SETTINGS);
        return refusal;
    }

    private void add(int from, int to) {
        for (int i = from; i < to; i++) {
            log.append(0, Event.of(null, Integer.toString(i).getBytes(UTF_8), List.of(), 0, ""));
        }
    }

    private StreamingQuery stream(Map<String, String> more, Trigger trigger) throws Exception {
        return LocalSpark.session()
                .readStream()
                .format("millrace")
                .option("connector", "memory")
                .option("log", log.name())
                .option("startingOffsets", "earliest")
                .load()
                .select(
                        expr("CAST(CAST(value AS STRING) AS BIGINT)").as("id"),
                        expr("concat('n', CAST(value AS STRING))").as("name"))
                .writeStream()
                .format("millrace")
                .options(options(more))
                .option("checkpointLocation", checkpoint.toString())
                .outputMode(trigger.toString().contains("RealTime") ? "update" : "append")
                .trigger(trigger)
                .start();
    }
}
