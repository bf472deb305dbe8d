package io.millrace.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.api.Event;
import io.millrace.spark.Millrace;
import io.millrace.testkit.example.MemoryLog;
import io.millrace.testkit.example.MemoryTable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bytes of events as columns, and what becomes of bytes that cannot be parsed. */
@Timeout(120)
class ParseTest {
    private static final byte[] NO_TEXT = {'{', (byte) 0xff, (byte) 0xfe, '}'};

    private final MemoryLog log = MemoryLog.create("bytes-" + UUID.randomUUID(), 1);
    private Path checkpoint = Path.of("");

    @BeforeEach
    void make() throws IOException {
        checkpoint = Files.createTempDirectory("checkpoint");
    }

    @AfterEach
    void remove() throws IOException {
        MemoryLog.delete(log.name());
        LocalSpark.remove(checkpoint);
    }

    @Test
    void jsonThatIsBrokenIsRescuedAsItsBytes() {
        add("{\"id\": 1, \"text\": \"a\"}", "{\"id\": \"no number\", \"text\": \"b\"}", "not json", "", "{}");
        log.append(0, Event.of(null, NO_TEXT, List.of(), 0, ""), Event.of(null, null, List.of(), 0, ""));
        Dataset<Row> parsed = parse("json", Map.of("schema", "id BIGINT, text STRING", "onMalformed", "rescue"));
        assertThat(parsed.columns())
                .containsExactly(
                        "stream", "partition", "position", "timestamp", "key", "headers", "id", "text", "_rescued");
        List<Row> rows = parsed.orderBy("position").collectAsList();
        assertThat(rows).extracting(row -> row.getAs("id")).containsExactly(1L, null, null, null, null, null, null);
        assertThat(rows).extracting(row -> row.getAs("text")).containsExactly("a", null, null, null, null, null, null);
        assertThat(rows)
                .extracting(row -> row.<byte[]>getAs("_rescued"))
                .containsExactly(
                        null,
                        "{\"id\": \"no number\", \"text\": \"b\"}".getBytes(UTF_8),
                        "not json".getBytes(UTF_8),
                        new byte[0],
                        null,
                        NO_TEXT,
                        null);
    }

    @Test
    void csvAndTextAreParsed() {
        add("1;a;2026-01-31", "x;b;2026-01-31", "2;c");
        List<Row> csv = parse(
                        "csv",
                        Map.of(
                                "schema", "id INT, name STRING, day DATE",
                                "format.sep", ";",
                                "onMalformed", "rescue",
                                "rescueColumn", "rest"))
                .orderBy("position")
                .collectAsList();
        assertThat(csv).extracting(row -> row.getAs("name")).containsExactly("a", null, null);
        assertThat(csv).extracting(row -> row.getAs("rest") == null).containsExactly(true, false, false);
        log.append(0, Event.of(null, NO_TEXT, List.of(), 0, ""));
        List<Row> text = parse("text", Map.of("onMalformed", "rescue"))
                .orderBy("position")
                .collectAsList();
        assertThat(text)
                .extracting(row -> row.getAs("text"))
                .containsExactly("1;a;2026-01-31", "x;b;2026-01-31", "2;c", null);
        assertThat(text.get(3).<byte[]>getAs("_rescued")).isEqualTo(NO_TEXT);
    }

    @Test
    void avroIsParsedAlsoIfEveryFieldMayBeNull() throws IOException {
        Schema schema = SchemaBuilder.record("Post")
                .fields()
                .optionalLong("id")
                .optionalString("text")
                .endRecord();
        for (GenericRecord post : List.of(
                new GenericRecordBuilder(schema).set("id", 1L).set("text", "a").build(),
                new GenericRecordBuilder(schema)
                        .set("id", null)
                        .set("text", null)
                        .build())) {
            log.append(0, Event.of(null, avro(post), List.of(), 0, ""));
        }
        log.append(0, Event.of(null, new byte[] {99}, List.of(), 0, ""));
        List<Row> rows = parse("avro", Map.of("schema", schema.toString(), "onMalformed", "rescue"))
                .orderBy("position")
                .collectAsList();
        assertThat(rows).extracting(row -> row.getAs("id")).containsExactly(1L, null, null);
        assertThat(rows).extracting(row -> row.getAs("_rescued") == null).containsExactly(true, true, false);
    }

    @Test
    void whatCannotBeParsedEndsTheQueryAndSaysWhereItIs() {
        add("{\"id\": 1}", "{\"id\": ");
        Throwable failure = catchThrowable(
                () -> parse("json", Map.of("schema", "id BIGINT")).collectAsList());
        assertThat(failure).hasStackTraceContaining("position 1").hasStackTraceContaining("onMalformed");
        assertThat(catchThrowable(
                        () -> parse("json", Map.of("schema", "id BIGINT")).count()))
                .as("of a query that uses no column")
                .isNotNull();
    }

    @Test
    void whatCannotBeParsedGoesToDeadLettersWithItsBytesAndItsPlace() throws Exception {
        add("{\"id\": 1}", "{\"id\": ", "{\"id\": 2}");
        String name = "letters-" + UUID.randomUUID();
        MemoryTable letters = MemoryTable.create(name, DeadLettersTest.COLUMNS);
        Map<String, String> options = new HashMap<>(Map.of(
                "schema", "id BIGINT",
                "onMalformed", "deadletter",
                "deadletter.connector", "memory",
                "deadletter.table", name,
                "deadletter.delivery", "at_least_once"));
        List<Long> ids = new ArrayList<>();
        LocalSpark.availableNow(
                Millrace.parse(
                        open(LocalSpark.session()
                                .readStream()
                                .format("millrace")
                                .options(source())
                                .load()),
                        "json",
                        options),
                checkpoint,
                (rows, number) -> rows.collectAsList().forEach(row -> ids.add(row.getAs("id"))));
        assertThat(ids).containsExactly(1L, 2L);
        assertThat(letters.rows()).hasSize(1);
        JsonNode row =
                new ObjectMapper().readTree((String) letters.rows().get(0).get(1));
        assertThat(row.get("position").asText()).isEqualTo("1");
        assertThat(row.get("stream").asText()).isEqualTo(log.name());
        assertThat(new String(row.get("value").binaryValue(), UTF_8)).isEqualTo("{\"id\": ");
        assertThat((String) letters.rows().get(0).get(0)).endsWith("/0@1");
    }

    @Test
    void whatTheUserGetsWrongIsRefused() {
        add("{}");
        assertThat(Thrown.refused(() -> parse("jsn", Map.of("schema", "id INT"))))
                .hasMessageContaining("'json'");
        assertThat(Thrown.refused(() -> parse("json", Map.of()))).hasMessageContaining("schema");
        assertThat(Thrown.refused(() -> parse("text", Map.of("column", "valu"))))
                .hasMessageContaining("valu");
        assertThat(Thrown.refused(() -> parse("json", Map.of("schema", "key STRING"))))
                .hasMessageContaining("'key'");
        assertThat(Thrown.refused(() -> parse("text", Map.of("onMalformed", "deadletter"))))
                .hasMessageContaining("deadletter.connector");
    }

    private Map<String, String> source() {
        return Map.of("connector", "memory", "log", log.name(), "startingOffsets", "earliest");
    }

    private Dataset<Row> parse(String format, Map<String, String> options) {
        return Millrace.parse(
                open(LocalSpark.session()
                        .read()
                        .format("millrace")
                        .options(source())
                        .load()),
                format,
                options);
    }

    private static Dataset<Row> open(Dataset<Row> events) {
        return events.coalesce(1);
    }

    private void add(String... values) {
        Arrays.stream(values).forEach(value -> log.append(0, Event.of(null, value.getBytes(UTF_8), List.of(), 0, "")));
    }

    private static byte[] avro(GenericRecord datum) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        new GenericDatumWriter<GenericRecord>(datum.getSchema()).write(datum, encoder);
        encoder.flush();
        return bytes.toByteArray();
    }
}
