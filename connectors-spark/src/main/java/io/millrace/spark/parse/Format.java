package io.millrace.spark.parse;

import static org.apache.spark.sql.functions.call_function;
import static org.apache.spark.sql.functions.from_csv;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.try_validate_utf8;

import io.millrace.api.ConnectorException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** How bytes become a struct, through Spark's own functions. */
enum Format {
    /** One JSON object. */
    JSON {
        @Override
        Column parsed(Column bytes, String schema, Map<String, String> options) {
            return from_json(text(bytes), columns(schema).add(SIGN, DataTypes.StringType), permissive(options));
        }

        @Override
        Column isBroken(Column parsed) {
            return parsed.isNull().or(parsed.getField(SIGN).isNotNull());
        }
    },
    /** One line of separated values. */
    CSV {
        @Override
        Column parsed(Column bytes, String schema, Map<String, String> options) {
            String ddl = columns(schema).add(SIGN, DataTypes.StringType).toDDL();
            return from_csv(text(bytes), lit(ddl), permissive(options));
        }

        @Override
        Column isBroken(Column parsed) {
            return parsed.isNull().or(parsed.getField(SIGN).isNotNull());
        }
    },
    /** One record in Avro's binary encoding, without a header. */
    AVRO {
        @Override
        Column parsed(Column bytes, String schema, Map<String, String> options) {
            Map<String, String> all = new TreeMap<>(permissive(options));
            all.remove(COLUMN_OF_BROKEN);
            all.put("avroSchema", signed(all.getOrDefault("avroSchema", schema)));
            List<Column> pairs = new ArrayList<>();
            all.forEach((name, text) -> {
                pairs.add(lit(name));
                pairs.add(lit(text));
            });
            return call_function("from_avro", bytes, lit(schema), map(pairs.toArray(Column[]::new)));
        }

        /** The schema to read by has a field more, whose default is there if the record was read. */
        @Override
        Column isBroken(Column parsed) {
            return parsed.isNull().or(parsed.getField(SIGN).isNull());
        }
    },
    /** Text in UTF-8. */
    TEXT {
        @Override
        Column parsed(Column bytes, String schema, Map<String, String> options) {
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
    abstract Column parsed(Column bytes, String schema, Map<String, String> options);

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

    private static String signed(String json) {
        try {
            Schema schema = new Schema.Parser().parse(json);
            if (schema.getType() != Schema.Type.RECORD) {
                throw ConnectorException.settings("Option 'schema' holds an Avro " + schema.getType()
                        + "; a record is needed, whose fields are columns");
            }
            Schema signed =
                    Schema.createRecord(schema.getName(), schema.getDoc(), schema.getNamespace(), schema.isError());
            List<Schema.Field> fields = new ArrayList<>();
            schema.getFields().forEach(field -> fields.add(new Schema.Field(field, field.schema())));
            fields.add(new Schema.Field(SIGN, Schema.create(Schema.Type.BOOLEAN), null, true));
            signed.setFields(fields);
            return signed.toString();
        } catch (SchemaParseException e) {
            throw ConnectorException.settings("Option 'schema' is not an Avro schema as JSON: " + e.getMessage(), e);
        }
    }
}
