package io.millrace.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.file.Fault;
import io.millrace.cli.file.Pipeline;
import io.millrace.cli.file.PipelineFile;
import io.millrace.cli.file.Spot;
import io.millrace.testkit.example.MemoryTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each mistake is told at its line, with what to do. */
class PlantedMistakesTest {
    private static final Map<String, String> ENVIRONMENT = Map.of("SHOP_TABLE", "no-such-table");

    private static final String SQL = "    sql: |\n      SELECT id, name\n      FROM named\n      WHERE id > 0\n";

    @TempDir
    static Path folder;

    private static Shop shop;

    @BeforeAll
    static void open() throws IOException {
        shop = new Shop("planted", folder);
        Path others = Files.createDirectories(folder.resolve("others"));
        Files.writeString(others.resolve("pipeline.json"), "{\"version\":1,\"pipeline\":\"bakery\"}");
        Files.createDirectories(folder.resolve("query").resolve("offsets"));
    }

    @AfterAll
    static void stop() {
        SparkSession.active().stop();
    }

    static Stream<Mistake> mistakes() {
        return Stream.of(
                Mistake.of("no YAML", "keys: author", "keys: [author", "options:\n        store", "not YAML"),
                Mistake.of(
                        "an unknown section", "checkpoint:", "checkpiont:", "checkpiont", "did you mean 'checkpoint'"),
                Mistake.of("a section that is missing", "name: shop\n", "", "inputs:", "'name' is missing"),
                Mistake.of("a name twice", "name: shop\n", "name: shop\nname: tavern\n", "name: tavern", "second time"),
                Mistake.of("a table twice", "- name: shown", "- name: named", "- name: named\n    sql", "already"),
                Mistake.of("a value of a wrong kind", "type: json", "type: jsom", "type: jsom", "did you mean 'json'"),
                Mistake.of(
                        "two kinds of step",
                        "    sql: |",
                        "    model: {from: orders, path: x}\n    sql: |",
                        "name: shown",
                        "exactly one"),
                Mistake.of(
                        "a reference to nothing", "from: shown", "from: shwon", "from: shwon", "did you mean 'shown'"),
                Mistake.of(
                        "a variable that is not set",
                        "table: planted\n",
                        "table: ${env:SHOP_TABEL}\n",
                        "SHOP_TABEL",
                        "not set"),
                Mistake.of(
                        "an unknown trigger",
                        "trigger: available-now",
                        "trigger: soon",
                        "trigger: soon",
                        "available-now"),
                Mistake.of(
                        "an unknown connector",
                        "connector: memory\n    options:\n      log",
                        "connector: memroy\n    options:\n      log",
                        "memroy",
                        "did you mean 'memory'"),
                Mistake.of(
                        "an input as output",
                        "connector: memory\n    options:\n      table: planted\n",
                        "connector: memory-store\n    options:\n      store: planted\n",
                        "connector: memory-store\n    options:\n      store: planted\n    guarantee",
                        "not written to"),
                Mistake.of("a wrong option", "log: planted", "logg: planted", "logg", "did you mean 'log'"),
                Mistake.of(
                        "an option that is missing",
                        "      table: planted\n    guarantee",
                        "      delivery: transactional\n    guarantee",
                        "connector: memory\n    options:\n      delivery: transactional",
                        "'table' is missing"),
                Mistake.of("a wrong type", "lookup.columns: name", "lookup.inFlight: many", "inFlight", "whole number"),
                Mistake.of(
                        "an end for a stream",
                        "startingOffsets: earliest",
                        "endingOffsets: latest",
                        "endingOffsets",
                        "no meaning for a stream"),
                Mistake.of(
                        "a store as a stream",
                        "    connector: memory-store\n    options",
                        "    connector: memory-store\n    mode: stream\n    options",
                        "connector: memory-store\n    mode",
                        "read as a batch"),
                Mistake.of(
                        "a secret in the file",
                        "    connector: memory-store\n    options:\n      store: planted\n",
                        "    connector: x\n    options:\n      bearerToken: abc\n",
                        "bearerToken",
                        "env:NAME"),
                Mistake.of(
                        "dead letters to nowhere",
                        "deadLetters:\n  connector: memory\n  options:\n    table: planted-letters\n    delivery: at_least_once\n",
                        "",
                        "onMalformed",
                        "deadLetters"),
                Mistake.of(
                        "dead letters that are not taken",
                        "table: planted-letters",
                        "table: planted",
                        "connector: memory\n  options:\n    table: planted\n",
                        "takes letters neither"),
                Mistake.of(
                        "dead letters that nobody commits",
                        "    delivery: at_least_once\n",
                        "",
                        "connector: memory\n  options:\n    table: planted-letters",
                        "is transactional"),
                Mistake.of("a schema that is none", "schema: id BIGINT,", "schema: id BIGINTT,", "BIGINTT", "BIGINTT"),
                Mistake.of("a schema of text", "type: json", "type: text", "schema: id", "Text has no 'schema'"),
                Mistake.of(
                        "an Avro schema that is none", "type: json", "type: avro", "schema: id", "not an Avro schema"),
                Mistake.of(
                        "a descriptor file that is not there",
                        "type: json\n      schema: id BIGINT, author BIGINT, born TIMESTAMP",
                        "type: protobuf\n      messageName: Order\n      descriptorFile: ${env:SHOP_TABLE}",
                        "descriptorFile",
                        "'${env:SHOP_TABLE}' cannot be read"),
                Mistake.of(
                        "a message without a descriptor file",
                        "type: json\n      schema: id BIGINT, author BIGINT, born TIMESTAMP",
                        "type: protobuf\n      messageName: Order",
                        "type: protobuf",
                        "'descriptorFile' is missing"),
                Mistake.of(
                        "an unknown word of a registry",
                        "type: json",
                        "type: json\n      registry: {url: 'http://127.0.0.1:1', subjekt: orders, retryTimeout: 0s}",
                        "registry",
                        "did you mean 'subject'"),
                Mistake.of(
                        "a registry that is not there",
                        "type: json",
                        "type: json\n      registry:\n        url: http://127.0.0.1:1\n        retryTimeout: 100ms",
                        "url: http",
                        "no answer"),
                Mistake.of(
                        "a registry's password in the file",
                        "type: json",
                        "type: json\n      registry: {url: 'http://127.0.0.1:1', user: ada, retryTimeout: 0s,\n        password: abc}",
                        "password: abc",
                        "env:NAME"),
                Mistake.of(
                        "a watermark on nothing",
                        "      onMalformed: deadletter",
                        "      onMalformed: deadletter\n    watermark: {column: birth, delay: 1 minute}",
                        "birth",
                        "birth"),
                Mistake.of("SQL that is none", "FROM named", "FORM named", "FORM named", "Syntax error"),
                Mistake.of(
                        "SQL that is no query",
                        "SELECT id, name\n      FROM named\n      WHERE id > 0",
                        "DROP TABLE named",
                        "DROP TABLE",
                        "DROP"),
                Mistake.of("a missing column", "SELECT id, name", "SELECT id, nam", "SELECT id, nam", "nam"),
                Mistake.of(
                        "a table that is not there", "FROM named", "FROM namde", "FROM namde", "did you mean 'named'"),
                Mistake.of(
                        "a key that is not there",
                        "keys: author\n",
                        "keys: autor\n",
                        "keys: autor",
                        "did you mean 'author'"),
                Mistake.of(
                        "a column that the store lacks",
                        "lookup.columns: name",
                        "lookup.columns: nmae",
                        "lookup.columns: nmae",
                        "did you mean 'name'"),
                Mistake.of("a key of another type", "lookup.keys: number", "lookup.keys: name", "keys: author", "CAST"),
                Mistake.of(
                        "a column that the output lacks",
                        "SELECT id, name",
                        "SELECT id, name AS title",
                        "table: planted\n",
                        "title"),
                Mistake.of(
                        "a column of another type",
                        "SELECT id, name",
                        "SELECT CAST(id AS STRING) AS id, name",
                        "table: planted\n",
                        "BIGINT"),
                Mistake.of(
                        "a guarantee that cannot be given",
                        "      table: planted\n",
                        "      table: planted\n      delivery: at_least_once\n",
                        "guarantee",
                        "at-least-once"),
                Mistake.of("a stream that is not there", "log: planted", "log: gone", "log: gone", "no log 'gone'"),
                Mistake.of(
                        "a server that is not there",
                        "    connector: memory-store\n    options:\n      store: planted\n",
                        "    connector: kafka\n    options:\n      kafka.bootstrap.servers: 127.0.0.1:1\n      kafka.default.api.timeout.ms: 1500\n      kafka.request.timeout.ms: 1000\n      subscribe: orders\n",
                        "connector: kafka",
                        "127.0.0.1:1"),
                Mistake.of("a mode that Spark cannot do", "WHERE id > 0", "GROUP BY id, name", "  table:", "watermark"),
                Mistake.of(
                        "real-time mode of new rows",
                        "trigger: available-now",
                        "trigger: real-time",
                        "  table:",
                        "update"),
                Mistake.of(
                        "a model that is not there",
                        SQL,
                        "    model: {from: named, path: no-such-model}\n",
                        "no-such-model",
                        "as its save(path) wrote it"),
                Mistake.of(
                        "duplicates of a stream without a watermark",
                        SQL,
                        "    deduplicate: {from: named, keys: id}\n",
                        "deduplicate: ",
                        "'named' has none; give it a 'watermark'"),
                Mistake.of(
                        "a key of duplicates that is not there",
                        SQL,
                        "    deduplicate:\n      from: named\n      keys: [id, nmae]\n",
                        "keys: [id, nmae]",
                        "no column 'nmae' in 'named'; did you mean 'name'"),
                Mistake.of(
                        "duplicates of nothing",
                        SQL,
                        "    deduplicate:\n      from: namde\n      keys: id\n",
                        "from: namde",
                        "did you mean 'named'"),
                Mistake.of(
                        "duplicates without a key",
                        SQL,
                        "    deduplicate:\n      from: named\n",
                        "from: named\noutputs",
                        "'keys' is missing in a removal of duplicates"),
                Mistake.of(
                        "an array of what is no vector",
                        "SELECT id, name",
                        "SELECT id, vector_to_array(name) AS name",
                        "sql: |",
                        "STRING",
                        "vector_to_array takes"),
                Mistake.of("the checkpoint of another pipeline", "/mine", "/others", "checkpoint:", "bakery"),
                Mistake.of("the checkpoint of a query", "/mine", "/query", "checkpoint:", "a folder of its own"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void isToldAtItsLine(Mistake mistake) {
        List<Fault> faults = check(mistake.in(shop.file()));
        assertThat(faults).as("faults").anySatisfy(fault -> {
            assertThat(fault.spot().line()).isEqualTo(mistake.line(shop.file()));
            assertThat(fault.message()).contains(mistake.words());
        });
    }

    @Test
    void mistakesInSqlAreToldAtTheirColumns() {
        String file = shop.file().replace("SELECT id, name", "SELECT id, nam");
        List<Fault> faults = check(file);
        assertThat(faults).hasSize(1);
        Spot spot = faults.get(0).spot();
        assertThat(file.lines().toList().get(spot.line() - 1).substring(spot.column() - 1))
                .isEqualTo("nam");
    }

    @Test
    void theRightFileHasNone() {
        assertThat(check(shop.file())).isEmpty();
    }

    @Test
    void separatedValuesAndAvroAreReadByASchemaToo() {
        String csv = shop.file().replace("type: json", "type: csv");
        String avro = shop.file()
                .replace("type: json", "type: avro")
                .replace("schema: id BIGINT, author BIGINT, born TIMESTAMP", """
                        schema: '{"type": "record", "name": "Order", "fields": [
                                {"name": "id", "type": "long"}, {"name": "author", "type": "long"}]}'""".strip());
        assertThat(check(csv)).isEmpty();
        assertThat(check(avro)).isEmpty();
    }

    @Test
    void allAreToldAtOnce() {
        String file = shop.file()
                .replace("type: json", "type: jsom")
                .replace("log: planted", "logg: planted")
                .replace("lookup.keys: number", "lookup.keys: number\n        lookup.inFlight: many")
                .replace("trigger: available-now", "trigger: soon")
                .replace("/mine", "/others");
        assertThat(check(file)).extracting(Fault::message).hasSizeGreaterThanOrEqualTo(5);
    }

    @Test
    void whatAVariableHoldsIsNotShown() {
        List<Fault> faults = check(shop.file().replace("table: planted\n", "table: ${env:SHOP_TABLE}\n"));
        assertThat(faults)
                .extracting(Fault::message)
                .isNotEmpty()
                .anySatisfy(message -> assertThat(message).contains("${env:SHOP_TABLE}"))
                .noneSatisfy(message -> assertThat(message).contains("no-such-table"));
    }

    @Test
    void noDataMoves() {
        MemoryTable table = shop.table();
        assertThat(check(shop.file())).isEmpty();
        assertThat(table.rows()).isEmpty();
        assertThat(folder.resolve("mine")).doesNotExist();
    }

    private static List<Fault> check(String file) {
        return PipelineCheck.of(PipelineFile.parse(file, ENVIRONMENT), PlantedMistakesTest::session);
    }

    private static SparkSession session(Pipeline pipeline) {
        return Sessions.of(pipeline.name().text(), Map.of("spark.sql.shuffle.partitions", "2"));
    }
}
