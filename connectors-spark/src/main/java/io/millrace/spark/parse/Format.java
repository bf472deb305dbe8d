package io.millrace.spark.parse;

import static org.apache.spark.sql.functions.call_function;
import static org.apache.spark.sql.functions.from_csv;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.try_validate_utf8;

import io.millrace.runtime.registry.RegistryJob;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** How bytes become a struct, through Spark's own functions where it has them. */
enum Format {
    /** One JSON object. */
    JSON {
        @Override
        Column parsed(Column bytes, Wanted wanted) {
            RegistryJob registry = wanted.registry();
            Column json =
                    registry == null ? bytes : Wanted.through(new FramedJson(registry), DataTypes.BinaryType, bytes);
            StructType columns = columns(wanted.schema()).add(SIGN, DataTypes.StringType);
            return from_json(text(json), columns, permissive(wanted.options()));
        }

        @Override
        Column isBroken(Column parsed) {
            return parsed.isNull().or(parsed.getField(SIGN).isNotNull());
        }
    },
    /** One line of separated values. */
    CSV {
        @Override
        Column parsed(Column bytes, Wanted wanted) {
            String ddl =
                    columns(wanted.schema()).add(SIGN, DataTypes.StringType).toDDL();
            return from_csv(text(bytes), lit(ddl), permissive(wanted.options()));
        }

        @Override
        Column isBroken(Column parsed) {
            return parsed.isNull().or(parsed.getField(SIGN).isNotNull());
        }
    },
    /** One record in Avro's binary encoding. */
    AVRO {
        @Override
        Column parsed(Column bytes, Wanted wanted) {
            Map<String, String> all = new TreeMap<>(permissive(wanted.options()));
            all.remove(COLUMN_OF_BROKEN);
            String read = all.getOrDefault("avroSchema", wanted.schema());
            all.put("avroSchema", AvroSchemas.signed(AvroSchemas.ofOption(read), SIGN));
            RegistryJob registry = wanted.registry();
            String written = registry == null ? wanted.schema() : read;
            Column records = registry == null
                    ? bytes
                    : Wanted.through(new FramedAvro(registry, read), DataTypes.BinaryType, bytes);
            List<Column> pairs = new ArrayList<>();
            all.forEach((name, text) -> {
                pairs.add(lit(name));
                pairs.add(lit(text));
            });
            return call_function("from_avro", records, lit(written), map(pairs.toArray(Column[]::new)));
        }

        /** The schema to read by has a field more, whose default is there if the record was read. */
        @Override
        Column isBroken(Column parsed) {
            return parsed.isNull().or(parsed.getField(SIGN).isNull());
        }
    },
    /** One message of Protobuf, by Protobuf's own library: Spark's module for it is not everywhere. */
    PROTOBUF {
        @Override
        Column parsed(Column bytes, Wanted wanted) {
            boolean defaults = Boolean.parseBoolean(wanted.options().getOrDefault(Wanted.DEFAULTS, "false"));
            return Wanted.through(
                    new ProtobufRecord(wanted.descriptors(), wanted.message(), defaults, wanted.registry()),
                    MessageColumns.of(Messages.message(wanted.descriptors(), wanted.message())),
                    bytes);
        }

        @Override
        Column isBroken(Column parsed) {
            return parsed.isNull();
        }
    },
    /** Text in UTF-8. */
    TEXT {
        @Override
        Column parsed(Column bytes, Wanted wanted) {
            return struct(text(bytes).as("text"));
        }

        @Override
        Column isBroken(Column parsed) {
            return parsed.getField("text").isNull();
        }
    };

    /** The field that tells whether parsing failed. */
    static final String SIGN = "_millrace_sign";

    private static final String COLUMN_OF_BROKEN = "columnNameOfCorruptRecord";

    /** A struct of what the bytes hold; with {@link #SIGN}, but for text. */
    abstract Column parsed(Column bytes, Wanted wanted);

    /** Whether bytes that are not null were not understood. */
    abstract Column isBroken(Column parsed);

    /** The bytes as text; null if they are not UTF-8. */
    private static Column text(Column bytes) {
        return try_validate_utf8(bytes.cast(DataTypes.StringType));
    }

    private static StructType columns(String ddl) {
        return StructType.fromDDL(ddl);
    }

    private static Map<String, String> permissive(Map<String, String> options) {
        Map<String, String> all = new TreeMap<>(options);
        all.put("mode", "PERMISSIVE");
        all.put(COLUMN_OF_BROKEN, SIGN);
        return all;
    }
}
