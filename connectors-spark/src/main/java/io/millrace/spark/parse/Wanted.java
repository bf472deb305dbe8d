package io.millrace.spark.parse;

import static org.apache.spark.sql.functions.udf;

import io.millrace.api.ConnectorException;
import io.millrace.api.Option;
import io.millrace.api.Options;
import io.millrace.runtime.ParseOptions;
import io.millrace.runtime.registry.RegistryJob;
import io.millrace.runtime.registry.RegistryOptions;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/**
 * What the options say of the bytes' format, checked. Where they name a registry, it was asked whether it is there.
 *
 * @param schema in the words of the format; empty if it has none
 * @param options of the format's parser
 * @param descriptors the bytes of a descriptor file; none but for Protobuf
 * @param message the message's name; empty but for Protobuf
 * @param registry where the schemas are whose ids stand before the records; null if none do
 */
@SuppressWarnings("ArrayRecordComponent") // it is compared with nothing
record Wanted(
        String schema,
        Map<String, String> options,
        byte[] descriptors,
        String message,
        @Nullable RegistryJob registry) {
    /** The one option of Spark's own module that is known here too. */
    static final String DEFAULTS = "emit.default.values";

    private static final Set<Format> REGISTERED = EnumSet.of(Format.AVRO, Format.JSON, Format.PROTOBUF);

    static Wanted of(Format format, Options options) {
        String name = format.name().toLowerCase(Locale.ROOT);
        Map<String, String> parser = options.passedThrough("format.");
        Optional<RegistryJob> registry = RegistryJob.of(options);
        if (registry.isPresent() && !REGISTERED.contains(format)) {
            throw ConnectorException.settings("Option '" + RegistryOptions.URL.name() + "' has no meaning for " + name
                    + ", which no schema registry keeps schemas of; leave it out");
        }
        boolean protobuf = format == Format.PROTOBUF;
        for (Option<?> option : List.of(ParseOptions.DESCRIPTOR_FILE, ParseOptions.MESSAGE_NAME)) {
            if (options.has(option) != protobuf) {
                throw ConnectorException.settings("Option '" + option.name()
                        + (protobuf
                                ? "' is missing: " + option.doc()
                                : "' is for protobuf alone; leave it out, or parse as protobuf"));
            }
        }
        if (protobuf && !Set.of(DEFAULTS).containsAll(parser.keySet())) {
            throw ConnectorException.settings("Of the options of Spark's module for Protobuf 'format." + DEFAULTS
                    + "' alone is known; given are " + parser.keySet());
        }
        checkSchema(format, name, options);
        byte[] descriptors =
                options.find(ParseOptions.DESCRIPTOR_FILE).map(Messages::read).orElse(new byte[0]);
        registry.ifPresent(job -> job.registry().check());
        String schema = options.find(RegistryOptions.SUBJECT)
                .flatMap(subject -> registry.map(job -> latest(job, subject)))
                .orElseGet(() -> options.find(ParseOptions.SCHEMA).orElse(""));
        String message = options.find(ParseOptions.MESSAGE_NAME).orElse("");
        return new Wanted(schema, parser, descriptors, message, registry.orElse(null));
    }

    private static void checkSchema(Format format, String name, Options options) {
        boolean bySubject = options.has(RegistryOptions.SUBJECT);
        if (bySubject && format != Format.AVRO) {
            throw ConnectorException.settings("Option '" + RegistryOptions.SUBJECT.name()
                    + "' gives columns to avro alone; give them here by "
                    + (format == Format.PROTOBUF ? "'descriptorFile' and 'messageName'" : "'schema'"));
        }
        boolean needed = !bySubject && format != Format.TEXT && format != Format.PROTOBUF;
        if (options.has(ParseOptions.SCHEMA) == needed) {
            return;
        }
        if (needed) {
            throw ConnectorException.settings("Option 'schema' is missing: " + ParseOptions.SCHEMA.doc());
        }
        throw ConnectorException.settings(
                switch (format) {
                    case TEXT -> "Text has no schema; leave the option 'schema' out";
                    case PROTOBUF ->
                        "Option 'schema' has no meaning for protobuf, whose columns 'descriptorFile' and"
                                + " 'messageName' give; leave it out";
                    default ->
                        "Options 'schema' and '" + RegistryOptions.SUBJECT.name() + "' both give the columns of " + name
                                + "; give one";
                });
    }

    private static String latest(RegistryJob job, String subject) {
        return AvroSchemas.ofSubject(subject, job.registry().latest(subject)).toString();
    }

    /** What a step of our own makes of bytes. */
    static Column through(UDF1<byte[], ?> step, DataType type, Column bytes) {
        return udf(step, type).apply(bytes.cast(DataTypes.BinaryType));
    }
}
