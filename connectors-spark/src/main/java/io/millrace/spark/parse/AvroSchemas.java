package io.millrace.spark.parse;

import io.millrace.api.ConnectorException;
import io.millrace.runtime.registry.RegisteredSchema;
import io.millrace.runtime.registry.RegistryOptions;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;

/** Avro schemas of texts. */
final class AvroSchemas {
    private AvroSchemas() {}

    /** The schema that an option holds, which must be a record's. */
    static Schema ofOption(String json) {
        Schema schema;
        try {
            schema = of(json);
        } catch (SchemaParseException e) {
            throw ConnectorException.settings("Option 'schema' is not an Avro schema as JSON: " + e.getMessage(), e);
        }
        return record("Option 'schema' holds", schema);
    }

    /** The latest schema of a subject, which must be a record's. */
    static Schema ofSubject(String subject, RegisteredSchema latest) {
        if (!latest.type().equals("AVRO")) {
            throw ConnectorException.settings("The latest schema of subject '" + subject + "' is " + latest.type()
                    + " and not Avro; check option '" + RegistryOptions.SUBJECT.name() + "', or parse as that format");
        }
        return record("The latest schema of subject '" + subject + "' is", of(latest));
    }

    private static Schema record(String what, Schema schema) {
        if (schema.getType() != Schema.Type.RECORD) {
            throw ConnectorException.settings(
                    what + " an Avro " + schema.getType() + "; a record is needed, whose fields are columns");
        }
        return schema;
    }

    /** A schema with what it refers to. */
    static Schema of(RegisteredSchema registered) {
        Schema.Parser parser = new Schema.Parser();
        try {
            registered.references().forEach(parser::parse);
            return parser.parse(registered.text());
        } catch (SchemaParseException e) {
            throw ConnectorException.settings("The registry holds an Avro schema that is none: " + e.getMessage(), e);
        }
    }

    static Schema of(String json) {
        return new Schema.Parser().parse(json);
    }

    /** The same record with a field more, whose default is there if the record was read. */
    static String signed(Schema schema, String sign) {
        Schema signed = Schema.createRecord(schema.getName(), schema.getDoc(), schema.getNamespace(), schema.isError());
        List<Schema.Field> fields = new ArrayList<>();
        schema.getFields().forEach(field -> fields.add(new Schema.Field(field, field.schema())));
        fields.add(new Schema.Field(sign, Schema.create(Schema.Type.BOOLEAN), null, true));
        signed.setFields(fields);
        return signed.toString();
    }
}
