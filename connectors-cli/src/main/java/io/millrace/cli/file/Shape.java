package io.millrace.cli.file;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a section of a pipeline file may hold. The reader checks by it, and the JSON Schema is written from it.
 *
 * @param name what users call it, in a sentence: {@code an input}
 * @param keys the names
 * @param oneOf names of which exactly one must be there; empty if there is no such rule
 */
record Shape(String name, List<Key> keys, List<String> oneOf) {
    private static final Key CONNECTOR = Key.of("connector", Kind.TEXT, "The connector's name, such as kafka")
            .needed();
    private static final Key OPTIONS = Key.of(
            "options",
            Kind.OPTIONS,
            "The connector's options, as format(\"millrace\") takes them. A value may hold ${env:NAME}; a secret is env:NAME or"
                    + " file:PATH");

    private static final Shape REGISTRY = new Shape(
            "a schema registry",
            List.of(
                    Key.of(
                                    "url",
                                    Kind.TEXT,
                                    "Where it speaks Confluent's protocol, with the path, such as"
                                            + " http://registry:8080/apis/ccompat/v7")
                            .needed(),
                    Key.of(
                            "subject",
                            Kind.TEXT,
                            "avro: the subject whose latest schema gives the columns, in place of schema"),
                    Key.of("user", Kind.TEXT, "The user, by HTTP's basic authentication"),
                    Key.of("password", Kind.TEXT, "The user's password: env:NAME or file:PATH"),
                    Key.of("token", Kind.TEXT, "In place of both, a bearer token: env:NAME or file:PATH"),
                    Key.of("retryTimeout", Kind.TEXT, "How long to ask again when it is away; 30s if nothing is said")),
            List.of());

    private static final Shape FORMAT = new Shape(
            "a format",
            List.of(
                    Key.oneOf("type", List.of("json", "csv", "avro", "protobuf", "text"), "What the bytes are")
                            .needed(),
                    Key.of(
                            "schema",
                            Kind.TEXT,
                            "The columns: names and types in Spark's DDL, for avro an Avro schema as JSON; text has none, nor has"
                                    + " protobuf"),
                    Key.of(
                            "descriptorFile",
                            Kind.TEXT,
                            "protobuf: what protoc writes by --include_imports --descriptor_set_out=FILE"),
                    Key.of("messageName", Kind.TEXT, "protobuf: the message, such as shop.Order"),
                    Key.of(
                            "registry",
                            Kind.SECTION,
                            REGISTRY,
                            "Where the schemas are whose ids stand before the records (avro, protobuf, json)"),
                    Key.of("column", Kind.TEXT, "The column that holds the bytes; value if nothing is said"),
                    Key.oneOf(
                            "onMalformed",
                            List.of("fail", "rescue", "deadletter"),
                            "What becomes of bytes that cannot be parsed; fail if nothing is said"),
                    Key.of("rescueColumn", Kind.TEXT, "With onMalformed rescue: the column for such bytes"),
                    Key.of("options", Kind.OPTIONS, "Options of Spark's own parser, such as timestampFormat")),
            List.of());

    private static final Shape WATERMARK = new Shape(
            "a watermark",
            List.of(
                    Key.of("column", Kind.TEXT, "The column that says when an event happened")
                            .needed(),
                    Key.of("delay", Kind.TEXT, "How late an event may come, such as 10 minutes")
                            .needed()),
            List.of());

    private static final Shape INPUT = new Shape(
            "an input",
            List.of(
                    CONNECTOR,
                    OPTIONS,
                    Key.oneOf(
                            "mode",
                            words(Pipeline.Reading.values()),
                            "stream, or batch: what is there now. Stores are read as a batch, all else as a stream, if nothing is"
                                    + " said"),
                    Key.of("schema", Kind.TEXT, "The columns of files or of a store, in Spark's DDL"),
                    Key.of("format", Kind.SECTION, FORMAT, "How bytes become columns"),
                    Key.of("watermark", Kind.SECTION, WATERMARK, "How long to wait for late events")),
            List.of());

    private static final Shape LOOKUP = new Shape(
            "a look-up",
            List.of(
                    Key.of("from", Kind.TEXT, "The input or step whose rows look up")
                            .needed(),
                    CONNECTOR,
                    Key.of("keys", Kind.TEXTS, "The columns of these rows that make the key")
                            .needed(),
                    Key.of(
                            "options",
                            Kind.OPTIONS,
                            "The options of the store, and those of look-ups, such as lookup.columns")),
            List.of());

    private static final Shape MODEL = new Shape(
            "a model",
            List.of(
                    Key.of("from", Kind.TEXT, "The input or step whose rows it is applied to")
                            .needed(),
                    Key.of("path", Kind.TEXT, "Where the PipelineModel of Spark's MLlib was saved")
                            .needed()),
            List.of());

    private static final Shape DEDUPLICATION = new Shape(
            "a removal of duplicates",
            List.of(
                    Key.of("from", Kind.TEXT, "The input or step of whose rows only the first of each key is kept")
                            .needed(),
                    Key.of("keys", Kind.TEXTS, "The columns that make the key").needed()),
            List.of());

    private static final Shape STEP = new Shape(
            "a step",
            List.of(
                    Key.of("name", Kind.TEXT, "The name under which later steps and outputs know its rows")
                            .needed(),
                    Key.of("sql", Kind.TEXT, "A query of Spark SQL over inputs and earlier steps"),
                    Key.of("lookup", Kind.SECTION, LOOKUP, "Columns from a store, by key"),
                    Key.of("model", Kind.SECTION, MODEL, "The columns that a saved model adds"),
                    Key.of(
                            "deduplicate",
                            Kind.SECTION,
                            DEDUPLICATION,
                            "Of rows with the same key the first; of a stream, within the watermark that its rows have"),
                    Key.of("watermark", Kind.SECTION, WATERMARK, "How long to wait for late events")),
            List.of("sql", "lookup", "model", "deduplicate"));

    private static final Shape OUTPUT = new Shape(
            "an output",
            List.of(
                    Key.of("from", Kind.TEXT, "The input or step whose rows are written")
                            .needed(),
                    CONNECTOR,
                    OPTIONS,
                    Key.oneOf(
                            "mode",
                            words(Pipeline.Mode.values()),
                            "Which rows of a stream are written: new ones (append), changed ones, or all"),
                    Key.oneOf(
                            "guarantee",
                            words(Pipeline.Guarantee.values()),
                            "What the output must promise when a batch is run again; the pipeline is refused if it cannot"),
                    Key.of("trigger", Kind.TEXT, "As the pipeline's, for this output alone")),
            List.of());

    private static final Shape DEAD_LETTERS = new Shape("a dead-letter output", List.of(CONNECTOR, OPTIONS), List.of());

    /** A whole file. */
    static final Shape PIPELINE = new Shape(
            "a pipeline",
            List.of(
                    Key.of("name", Kind.TEXT, "The pipeline's name; its checkpoint belongs to it")
                            .needed(),
                    Key.of("spark", Kind.OPTIONS, "Settings of the Spark session"),
                    Key.of("inputs", Kind.NAMED, INPUT, "What is read, under names for SQL")
                            .needed(),
                    Key.of("steps", Kind.LIST, STEP, "What is done, in order"),
                    Key.of("outputs", Kind.NAMED, OUTPUT, "What is written").needed(),
                    Key.of(
                            "deadLetters",
                            Kind.SECTION,
                            DEAD_LETTERS,
                            "Where rows go that an output refuses for good, and those that a format or look-up sends there"),
                    Key.of(
                            "trigger",
                            Kind.TEXT,
                            "When a batch begins: a length of time such as 10s, available-now, or real-time 5m; at once if nothing"
                                    + " is said"),
                    Key.of("checkpoint", Kind.TEXT, "The folder in which the pipeline notes how far it is")
                            .needed()),
            List.of());

    Shape {
        keys = List.copyOf(keys);
        oneOf = List.copyOf(oneOf);
    }

    /** The key of this name. */
    Optional<Key> key(String wanted) {
        return keys.stream().filter(key -> key.name().equals(wanted)).findFirst();
    }

    private static List<String> words(Enum<?>[] values) {
        return List.of(values).stream()
                .map(value -> value.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .toList();
    }
}
