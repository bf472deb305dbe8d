package io.millrace.hbase;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The JSON catalog of hbase-spark and shc, which says the table, the parts of its row key and where the columns are. Errors are
 * {@link IllegalArgumentException}s.
 *
 * @param table the table's name
 * @param columns the columns, the parts of the row key in its order
 */
record CatalogJson(String table, List<Mapped> columns) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Set<String> KNOWN = Set.of("cf", "col", "type", "avro", "length", "encoding");

    static CatalogJson parse(String text, UnaryOperator<String> avroSchemas) {
        JsonNode catalog;
        try {
            catalog = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("it is no JSON: " + e.getOriginalMessage(), e);
        }
        JsonNode table = catalog.path("table");
        String coder = table.path("tableCoder").asText("PrimitiveType");
        if (!coder.equals("PrimitiveType")) {
            throw new IllegalArgumentException("tableCoder '" + coder + "' is not known here, only PrimitiveType is;"
                    + " say the encoding of each column instead");
        }
        String space = table.path("namespace").asText("default");
        String name = demand(table, "name", "the table");
        return new CatalogJson(
                space.equals("default") ? name : space + ":" + name, new Reader(catalog, avroSchemas).columns());
    }

    private static String demand(JsonNode node, String field, String of) {
        JsonNode value = node.path(field);
        if (!value.isTextual()) {
            throw new IllegalArgumentException("'" + field + "' of " + of + " is missing");
        }
        return value.asText();
    }

    /** Reads the columns of one catalog. */
    private record Reader(JsonNode catalog, UnaryOperator<String> avroSchemas) {
        List<Mapped> columns() {
            Map<String, Mapped> keys = new LinkedHashMap<>();
            List<Mapped> columns = new ArrayList<>();
            catalog.path("columns").properties().forEach(entry -> {
                Mapped column = column(entry.getKey(), entry.getValue());
                if (column.isKey()) {
                    keys.put(entry.getValue().path("col").asText(), column);
                }
                columns.add(column);
            });
            List<String> parts =
                    Arrays.asList(demand(catalog, "rowkey", "the catalog").split(":"));
            if (!keys.keySet().equals(Set.copyOf(parts))) {
                throw new IllegalArgumentException(
                        "its row key is made of " + parts + ", but the columns with cf 'rowkey' are " + keys.keySet());
            }
            return inOrder(columns, parts.stream().map(keys::get).iterator());
        }

        /** The columns in their order, but those of the key among themselves in that of the key. */
        private static List<Mapped> inOrder(List<Mapped> columns, java.util.Iterator<Mapped> parts) {
            return columns.stream()
                    .map(column -> column.isKey() ? parts.next() : column)
                    .toList();
        }

        private Mapped column(String name, JsonNode said) {
            try {
                said.fieldNames().forEachRemaining(field -> {
                    if (!KNOWN.contains(field)) {
                        throw new IllegalArgumentException("'" + field + "' is not known here; known are " + KNOWN);
                    }
                });
                String family = demand(said, "cf", "it");
                String column = demand(said, "col", "it");
                boolean avro = said.has("avro");
                MappedBuilder builder =
                        new MappedBuilder(name, avro ? "BINARY" : demand(said, "type", "it"), avroSchemas);
                if (avro) {
                    builder.avro(demand(said, "avro", "it"));
                }
                if (said.has("encoding")) {
                    builder.encoding(demand(said, "encoding", "it"));
                }
                if (said.has("length")) {
                    builder.length(said.get("length").asText());
                }
                return builder.at(family.equals("rowkey") ? ":key" : family + ":" + column);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("column '" + name + "': " + e.getMessage(), e);
            }
        }
    }
}
