package io.millrace.runtime;

import io.millrace.api.Option;
import io.millrace.api.OptionSet;
import io.millrace.runtime.deadletter.DeadLetterOptions;
import io.millrace.runtime.registry.RegistryOptions;
import java.util.Set;

/** The options that say how bytes become columns. */
public final class ParseOptions {
    /** The names of the columns, or the Avro schema. */
    public static final Option<String> SCHEMA = Option.string("schema")
            .doc("The columns: for json and csv their names and types in Spark's DDL, for avro an Avro schema as"
                    + " JSON; text has none, and protobuf a descriptor file in its place");

    /** Where the messages of Protobuf are described. */
    public static final Option<String> DESCRIPTOR_FILE = Option.string("descriptorFile")
            .doc(
                    "protobuf: the file that protoc writes by --include_imports --descriptor_set_out=FILE; read once, where the"
                            + " query is made");

    /** Which message of Protobuf it is. */
    public static final Option<String> MESSAGE_NAME =
            Option.string("messageName").doc("protobuf: the message's name in the descriptor file, such as shop.Order");

    /** The column that holds the bytes. */
    public static final Option<String> COLUMN =
            Option.string("column").orElse("value").doc("The column that holds the bytes; it is taken away");

    /** The column for what cannot be parsed. */
    public static final Option<String> RESCUE_COLUMN = Option.string("rescueColumn")
            .orElse("_rescued")
            .doc("With onMalformed=rescue: the column that holds the bytes of what could not be parsed, and is null"
                    + " else");

    /** What to do with what cannot be parsed. */
    public static final Option<OnMalformed> ON_MALFORMED = Option.oneOf("onMalformed", OnMalformed.class)
            .orElse("fail")
            .doc("Bytes that cannot be parsed: fail: end the query; rescue: keep the row, with nulls, and the bytes"
                    + " in the column that rescueColumn names; deadletter: send the row to the dead-letter"
                    + " output");

    private static final OptionSet ALL = OptionSet.of(
                    SCHEMA, DESCRIPTOR_FILE, MESSAGE_NAME, COLUMN, RESCUE_COLUMN, ON_MALFORMED)
            .passThrough(
                    "format.",
                    Set.of(),
                    "Options of Spark's own functions, such as format.timestampFormat (from_json, from_csv, from_avro); of those for Protobuf emit.default.values")
            .and(RegistryOptions.all())
            .and(DeadLetterOptions.all());

    /** What to do with what cannot be parsed. */
    public enum OnMalformed {
        /** The query ends with an error. */
        FAIL,
        /** The row stays, with the bytes in a column of their own. */
        RESCUE,
        /** The row goes to the dead-letter output. */
        DEADLETTER
    }

    private ParseOptions() {}

    /** All of them. */
    public static OptionSet all() {
        return ALL;
    }
}
