package io.millrace.runtime.registry;

import java.util.List;

/**
 * A schema as a registry keeps it.
 *
 * @param type AVRO, PROTOBUF or JSON
 * @param text the schema
 * @param references the texts of the schemas that it refers to, each behind those that it needs itself
 */
public record RegisteredSchema(String type, String text, List<String> references) {
    /** Copies the list. */
    public RegisteredSchema {
        references = List.copyOf(references);
    }
}
