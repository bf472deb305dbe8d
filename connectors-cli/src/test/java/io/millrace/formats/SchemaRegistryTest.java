package io.millrace.formats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import io.millrace.api.Columns;
import io.millrace.api.ConnectorException;
import io.millrace.api.Event;
import io.millrace.cli.file.Pipeline;
import io.millrace.cli.file.PipelineFile;
import io.millrace.cli.pipeline.PipelineCheck;
import io.millrace.cli.pipeline.Running;
import io.millrace.spark.Millrace;
import io.millrace.testkit.example.MemoryLog;
import io.millrace.testkit.example.MemoryTable;
import io.millrace.testkit.server.FreePorts;
import io.millrace.testkit.server.RegistryServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The schema by which a record is read is the one whose id stands before it, in a real registry. */
@Timeout(180)
class SchemaRegistryTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Schema OLD = SchemaBuilder.record("Order")
            .namespace("shop")
            .fields()
            .requiredInt("id")
            .requiredString("what")
            .endRecord();
    private static final Schema NEW = SchemaBuilder.record("Order")
            .namespace("shop")
            .fields()
            .requiredLong("id")
            .requiredString("what")
            .optionalString("lang")
            .endRecord();

    private static RegistryServer registry;
    private static int older;
    private static int newer;
    private static int json;
    private static int proto;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws IOException {
        registry = RegistryServer.start();
        older = register("orders-value", "AVRO", OLD.toString());
        newer = register("orders-value", "AVRO", NEW.toString());
        json = register("texts", "JSON", "{\"type\":\"object\",\"properties\":{\"id\":{\"type\":\"integer\"}}}");
        proto = register("protos", "PROTOBUF", Protos.TEXT);
        register("events-value", "AVRO", "[\"int\", \"string\"]");
    }

    @AfterAll
    static void stop() {
        registry.close();
        Values.spark().stop();
    }

    @Test
    void avroOfSeveralSchemasIsReadByTheLatestOfItsSubject() throws IOException {
        byte[][] wrong = {
            avro(NEW, 1, "no frame"),
            Values.framed(4711, avro(NEW, 1, "an id that nobody knows")),
            Values.framed(json, "{}".getBytes(UTF_8)),
            Values.framed(newer, new byte[] {2, 99}),
            {0, 0, 0},
            {}
        };
        byte[][] right = {
            Values.framed(older, avro(OLD, 1, "a")), Values.framed(newer, avro(NEW, 2, "b")), Values.NULL,
        };
        byte[][] all = Arrays.copyOf(right, right.length + wrong.length);
        System.arraycopy(wrong, 0, all, right.length, wrong.length);
        List<Row> rows = Values.rescued("avro", options("registry.subject", "orders-value"), all);
        assertThat(rows.get(0).schema().toDDL())
                .isEqualTo("position INT,id BIGINT,what STRING,lang STRING,_rescued BINARY");
        assertThat(rows.subList(0, 3)).extracting(row -> row.getAs("id")).containsExactly(1L, 2L, null);
        assertThat(rows.subList(0, 3)).extracting(row -> row.getAs("what")).containsExactly("a", "b", null);
        assertThat(rows.subList(0, 3)).extracting(row -> row.getAs("_rescued")).containsOnlyNulls();
        for (int i = 0; i < wrong.length; i++) {
            assertThat(rows.get(3 + i).<byte[]>getAs("_rescued")).isEqualTo(wrong[i]);
        }
    }

    @Test
    void avroIsReadByAGivenSchemaToo() throws IOException {
        Schema wanted = SchemaBuilder.record("Order")
                .fields()
                .optionalLong("id")
                .name("source")
                .type()
                .stringType()
                .stringDefault("shop")
                .endRecord();
        List<Row> rows =
                Values.rescued("avro", options("schema", wanted.toString()), Values.framed(older, avro(OLD, 1, "a")));
        assertThat(rows.get(0).<Long>getAs("id")).isEqualTo(1);
        assertThat(rows.get(0).<String>getAs("source")).isEqualTo("shop");
    }

    @Test
    void schemasMayReferToOthersDirectlyAndByThese() throws IOException {
        int first = registerPurchase("{\"name\":\"city\",\"type\":\"string\"}", 1);
        int second = registerPurchase(
                "{\"name\":\"city\",\"type\":\"string\"},{\"name\":\"zip\",\"type\":\"string\",\"default\":\"?\"}", 2);
        assertThat(second).isNotEqualTo(first);
        List<Row> rows = Values.rescued(
                "avro",
                options("registry.subject", "purchases-value"),
                Values.framed(first, strings("7", "Ada", "Oslo", "Rome")),
                Values.framed(second, strings("8", "Bob", "Oslo", "0150", "Rome", "00042")),
                Values.framed(second, strings("9", "Eve", "Oslo")));
        assertThat(rows.get(0).schema().toDDL())
                .isEqualTo(
                        "position INT,id STRING,customer STRUCT<name: STRING, home: STRUCT<city: STRING, zip: STRING>>,"
                                + "shop STRUCT<city: STRING, zip: STRING>,_rescued BINARY");
        assertThat(rows.get(0).<Row>getAs("customer").toString()).isEqualTo("[Ada,[Oslo,?]]");
        assertThat(rows.get(0).<Row>getAs("shop").toString()).isEqualTo("[Rome,?]");
        assertThat(rows.get(1).<Row>getAs("customer").toString()).isEqualTo("[Bob,[Oslo,0150]]");
        assertThat(rows.get(1).<Row>getAs("shop").toString()).isEqualTo("[Rome,00042]");
        assertThat(rows).extracting(row -> row.getAs("_rescued") == null).containsExactly(true, true, false);
    }

    /** A purchase refers to an address, and to a customer, who refers to it too. */
    private static int registerPurchase(String addressFields, int version) throws IOException {
        register(
                "address",
                "AVRO",
                "{\"type\":\"record\",\"name\":\"shop.Address\",\"fields\":[%s]}".formatted(addressFields));
        register("customer", "AVRO", """
                {"type":"record","name":"shop.Customer","fields":[
                  {"name":"name","type":"string"},{"name":"home","type":"shop.Address"}]}""", reference("shop.Address", "address", version));
        return register(
                "purchases-value",
                "AVRO",
                """
                {"type":"record","name":"shop.Purchase","fields":[{"name":"id","type":"string"},
                  {"name":"customer","type":"shop.Customer"},{"name":"shop","type":"shop.Address"}]}""",
                reference("shop.Customer", "customer", version),
                reference("shop.Address", "address", version));
    }

    private static ObjectNode reference(String name, String subject, int version) {
        return JSON.createObjectNode().put("name", name).put("subject", subject).put("version", version);
    }

    /** Texts behind each other, as Avro writes the fields of a record and of those in it. */
    private static byte[] strings(String... texts) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        for (String text : texts) {
            encoder.writeString(text);
        }
        encoder.flush();
        return bytes.toByteArray();
    }

    @Test
    void messagesOfProtobufAreThoseThatTheirFrameTells() throws IOException {
        Descriptor message = Protos.message("Order");
        byte[] order = DynamicMessage.newBuilder(message)
                .setField(message.findFieldByName("id"), 7L)
                .build()
                .toByteArray();
        Map<String, String> options = options(
                "descriptorFile",
                Files.write(folder.resolve("shop.desc"), Protos.descriptors()).toString());
        options.put("messageName", "shop.Order");
        List<Row> rows = Values.rescued(
                "protobuf",
                options,
                Values.framed(proto, new byte[] {2, 2}, order), // one step down, to the second message
                Values.framed(proto, new byte[] {0}, order), // short for the first message, which is a note
                Values.framed(json, new byte[] {2, 2}, order),
                order);
        assertThat(rows).extracting(row -> row.getAs("id")).containsExactly(7L, null, null, null);
        assertThat(rows).extracting(row -> row.getAs("_rescued") == null).containsExactly(true, false, false, false);
        options.put("messageName", "Note");
        assertThat(Values.rescued("protobuf", options, Values.framed(proto, new byte[] {0}))
                        .get(0)
                        .<byte[]>getAs("_rescued"))
                .isNull();
    }

    @Test
    void jsonIsReadBehindItsFrame() {
        byte[] text = "{\"id\": 1}".getBytes(UTF_8);
        List<Row> rows = Values.rescued(
                "json", options("schema", "id BIGINT"), Values.framed(json, text), Values.framed(newer, text), text);
        assertThat(rows).extracting(row -> row.getAs("id")).containsExactly(1L, null, null);
        assertThat(rows).extracting(row -> row.getAs("_rescued") == null).containsExactly(true, false, false);
    }

    @Test
    void anIdIsAskedOnceAndARecordWithoutOneEndsTheQuery() throws IOException {
        try (RegistryGate gate = new RegistryGate(registry.url(), Set.of())) {
            Map<String, String> options = Map.of("registry.url", gate.url(), "schema", NEW.toString());
            for (int i = 0; i < 3; i++) {
                assertThat(Values.parsed(
                                        "avro",
                                        options,
                                        Values.framed(older, avro(OLD, 1, "a")),
                                        Values.framed(older, avro(OLD, 2, "b")))
                                .collectAsList())
                        .hasSize(2);
            }
            assertThat(gate.asked())
                    .filteredOn(path -> path.startsWith("/schemas/ids/"))
                    .hasSize(1);
            assertThatThrownBy(() ->
                            Values.parsed("avro", options, avro(OLD, 1, "a")).collectAsList())
                    .hasStackTraceContaining("the id of such a schema in the registry (they begin with 02026")
                    .hasStackTraceContaining("onMalformed");
        }
    }

    @Test
    void whoAsksIsTold() throws IOException {
        String basic = "Basic " + Base64.getEncoder().encodeToString("ada:s3cret".getBytes(UTF_8));
        Path secret = Files.writeString(folder.resolve("secret"), "s3cret\n");
        try (RegistryGate gate = new RegistryGate(registry.url(), Set.of(basic, "Bearer s3cret"))) {
            Map<String, String> options = new HashMap<>(Map.of("registry.url", gate.url(), "schema", "id BIGINT"));
            byte[] value = Values.framed(json, "{\"id\": 1}".getBytes(UTF_8));
            assertThatThrownBy(() -> Values.parsed("json", options, value))
                    .isInstanceOf(ConnectorException.class)
                    .hasMessageContaining("401")
                    .hasMessageContaining("'registry.user'");
            options.put("registry.token", "file:" + secret);
            assertThat(Values.rescued("json", options, value).get(0).<Long>getAs("id"))
                    .isEqualTo(1);
            options.remove("registry.token");
            options.putAll(Map.of("registry.user", "ada", "registry.password", "file:" + secret));
            assertThat(Values.rescued("json", options, value).get(0).<Long>getAs("id"))
                    .isEqualTo(1);
            options.put("registry.password", "wr0ng");
            assertThatThrownBy(() -> Values.parsed("json", options, value))
                    .hasMessageContaining("401")
                    .hasMessageNotContaining("wr0ng");
        }
    }

    @Test
    void aRegistryThatIsAwayIsAskedAgain() throws IOException {
        byte[] value = Values.framed(json, "{\"id\": 1}".getBytes(UTF_8));
        try (RegistryGate gate = new RegistryGate(registry.url(), Set.of())) {
            gate.fail(2);
            Map<String, String> options = Map.of("registry.url", gate.url(), "schema", "id BIGINT");
            assertThat(Values.rescued("json", options, value).get(0).<Long>getAs("id"))
                    .isEqualTo(1);
            assertThat(gate.asked()).hasSize(2);
        }
        String nowhere = "http://127.0.0.1:" + FreePorts.next();
        assertThatThrownBy(() -> Values.parsed(
                        "json",
                        Map.of("registry.url", nowhere, "registry.retryTimeout", "1s", "schema", "id BIGINT"),
                        value))
                .isInstanceOf(ConnectorException.class)
                .hasMessageContaining(nowhere)
                .hasMessageContaining("no answer");
    }

    /** It forgets everything when it is killed; schemas that are registered anew in the same order have the same ids. */
    @Test
    @Tag("soak")
    void aRegistryThatIsKilledIsMissedForNewIdsAloneAndNothingIsLost() throws Exception {
        try (RegistryServer mortal = RegistryServer.start()) {
            MemoryLog log = MemoryLog.create("mortal", 1);
            MemoryTable table = MemoryTable.create("mortal", new Columns("id BIGINT"));
            int first = register(mortal, "orders-value", "AVRO", OLD.toString());
            int second = register(mortal, "orders-value", "AVRO", NEW.toString());
            Map<String, String> parsing = Map.of(
                    "registry.url", mortal.url().toString(), "registry.retryTimeout", "2s", "schema", NEW.toString());
            StreamingQuery query = ids("mortal", parsing);
            log.append(0, Event.of(null, Values.framed(first, avro(OLD, 1, "a")), List.of(), 0, ""));
            query.processAllAvailable();
            mortal.kill();
            log.append(0, Event.of(null, Values.framed(first, avro(OLD, 2, "b")), List.of(), 0, ""));
            query.processAllAvailable();
            assertThat(table.rows()).containsExactlyInAnyOrder(List.of(1L), List.of(2L));
            log.append(0, Event.of(null, Values.framed(second, avro(NEW, 3, "c")), List.of(), 0, ""));
            assertThatThrownBy(query::processAllAvailable)
                    .hasStackTraceContaining("Asking the schema registry at " + mortal.url())
                    .hasStackTraceContaining("no answer");
            assertThatThrownBy(() -> ids("mortal", parsing)).hasMessageContaining("no answer");
            mortal.process().restart();
            register(mortal, "orders-value", "AVRO", OLD.toString());
            register(mortal, "orders-value", "AVRO", NEW.toString());
            StreamingQuery again = ids("mortal", parsing);
            again.processAllAvailable();
            again.stop();
            assertThat(table.rows()).containsExactlyInAnyOrder(List.of(1L), List.of(2L), List.of(3L));
        }
    }

    private StreamingQuery ids(String name, Map<String, String> parsing) throws TimeoutException {
        Dataset<Row> events = Values.spark()
                .readStream()
                .format("millrace")
                .option("connector", "memory")
                .option("log", name)
                .option("startingOffsets", "earliest")
                .load();
        return Millrace.parse(events, "avro", parsing)
                .select("id")
                .writeStream()
                .format("millrace")
                .option("connector", "memory")
                .option("table", name)
                .option("checkpointLocation", folder.resolve(name).toString())
                .start();
    }

    @Test
    void whatTheUserGetsWrongIsRefused() {
        assertRefused(
                "avro", Map.of("registry.subject", "oders-value"), "no version 'latest' of a subject 'oders-value'");
        assertRefused("avro", Map.of("registry.subject", "orders-value", "schema", NEW.toString()), "give one");
        assertRefused("avro", Map.of("registry.subject", "texts"), "subject 'texts' is JSON and not Avro");
        assertRefused(
                "avro",
                Map.of("registry.subject", "events-value"),
                "subject 'events-value' is an Avro UNION; a record is needed");
        assertRefused("avro", Map.of(), "'schema' is missing");
        assertRefused("json", Map.of("registry.subject", "texts", "schema", "id INT"), "'schema'");
        assertRefused("csv", Map.of("schema", "id INT"), "no meaning for csv");
        assertRefused("json", Map.of("schema", "id INT", "registry.user", "ada"), "'registry.password'");
        assertRefused(
                "json",
                Map.of(
                        "schema",
                        "id INT",
                        "registry.url",
                        registry.url().resolve("/").toString()),
                "the path belongs");
        assertRefused(
                "json", Map.of("schema", "id INT", "registry.url", "http://ada:s3cret@registry"), "holds who asks");
        assertThatThrownBy(() -> Values.parsed("avro", Map.of("registry.subject", "orders-value")))
                .isInstanceOf(ConnectorException.class)
                .hasMessageContaining("'registry.url'");
    }

    @Test
    void aPipelineFileReadsBySchemasOfARegistry() throws Exception {
        MemoryLog log = MemoryLog.create("registered", 1);
        log.append(0, Event.of(null, Values.framed(older, avro(OLD, 1, "a")), List.of(), 0, ""));
        log.append(0, Event.of(null, Values.framed(newer, avro(NEW, 2, "b")), List.of(), 0, ""));
        MemoryTable table = MemoryTable.create("registered", new Columns("id BIGINT, what STRING"));
        String text = """
                name: registered
                inputs:
                  orders:
                    connector: memory
                    options: {log: registered, startingOffsets: earliest}
                    format:
                      type: avro
                      registry:
                        url: ${env:REGISTRY}
                        subject: orders-value
                steps:
                  - name: short
                    sql: SELECT id, what FROM orders
                outputs:
                  table:
                    from: short
                    connector: memory
                    options: {table: registered}
                trigger: available-now
                checkpoint: ${env:FOLDER}/checkpoint
                """;
        Map<String, String> environment = Map.of("REGISTRY", registry.url().toString(), "FOLDER", folder.toString());
        PipelineFile file = PipelineFile.parse(text, environment);
        assertThat(PipelineCheck.of(file, pipeline -> Values.spark())).isEmpty();
        Pipeline pipeline = Objects.requireNonNull(file.pipeline());
        try (Running running = Running.start(pipeline, Values.spark(), progress -> {})) {
            Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> !running.isActive());
            assertThat(running.failure()).isEmpty();
        }
        assertThat(table.rows()).containsExactlyInAnyOrder(List.of(1L, "a"), List.of(2L, "b"));
        PipelineFile wrong = PipelineFile.parse(text.replace("orders-value", "oders-value"), environment);
        assertThat(PipelineCheck.of(wrong, ignored -> Values.spark()))
                .singleElement()
                .satisfies(fault -> {
                    assertThat(fault.spot().line()).isEqualTo(10);
                    assertThat(fault.message()).contains("oders-value");
                });
    }

    private static void assertRefused(String format, Map<String, String> wrong, String words) {
        Map<String, String> options =
                new HashMap<>(Map.of("registry.url", registry.url().toString()));
        options.putAll(wrong);
        assertThatThrownBy(() -> Values.parsed(format, options))
                .isInstanceOf(ConnectorException.class)
                .hasMessageContaining(words)
                .hasMessageNotContaining("s3cret");
    }

    private static Map<String, String> options(String name, String text) {
        return new HashMap<>(Map.of("registry.url", registry.url().toString(), name, text));
    }

    private static int register(String subject, String type, String schema, ObjectNode... references)
            throws IOException {
        return register(registry, subject, type, schema, references);
    }

    private static int register(
            RegistryServer server, String subject, String type, String schema, ObjectNode... references)
            throws IOException {
        ObjectNode request = JSON.createObjectNode().put("schema", schema).put("schemaType", type);
        request.putArray("references").addAll(List.of(references));
        return JSON.readTree(server.register(subject, request.toString()))
                .get("id")
                .asInt();
    }

    private static byte[] avro(Schema schema, long id, String what) throws IOException {
        boolean isInt = schema.getField("id").schema().getType() == Schema.Type.INT;
        GenericRecord order = new GenericRecordBuilder(schema)
                .set("id", isInt ? (Object) (int) id : (Object) id)
                .set("what", what)
                .build();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        new GenericDatumWriter<GenericRecord>(schema).write(order, encoder);
        encoder.flush();
        return bytes.toByteArray();
    }
}
