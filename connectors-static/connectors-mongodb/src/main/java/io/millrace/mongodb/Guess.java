package io.millrace.mongodb;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.bson.BsonArray;
import org.bson.BsonBinarySubType;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/** What the values of a field look like, as far as a sample of documents shows. Used by one thread. */
final class Guess {
    private static final String ANY_DECIMAL = "DECIMAL(38,18)";

    private final Map<Kind, Integer> seen = new EnumMap<>(Kind.class);
    private final Map<String, Guess> fields = new LinkedHashMap<>();
    private @Nullable Guess element;

    /** Looks at a value. */
    void see(BsonValue value) {
        Kind kind = kind(value);
        if (kind == null) {
            return;
        }
        seen.merge(kind, 1, Integer::sum);
        if (value instanceof BsonDocument document) {
            seeFields(document);
        } else if (value instanceof BsonArray array) {
            Guess inner = element == null ? new Guess() : element;
            element = inner;
            array.forEach(inner::see);
        }
    }

    void seeFields(BsonDocument document) {
        document.forEach((name, value) ->
                fields.computeIfAbsent(name, missing -> new Guess()).see(value));
    }

    /** The fields as columns, {@code _id} first; {@code conflicts} takes what does not fit together. */
    String columns(String path, List<String> conflicts) {
        StringJoiner columns = new StringJoiner(", ");
        List<String> names = new ArrayList<>(fields.keySet());
        if (names.remove("_id")) {
            names.add(0, "_id");
        }
        for (String name : names) {
            Guess field = fields.get(name);
            if (field != null && !name.isEmpty()) {
                columns.add("`" + name.replace("`", "``") + "` " + field.type(path + name, conflicts));
            }
        }
        return columns.toString();
    }

    private String type(String path, List<String> conflicts) {
        return switch (kind(path, conflicts)) {
            case DECIMAL -> ANY_DECIMAL;
            case ARRAY -> "ARRAY<" + (element == null ? "STRING" : element.type(path + "[]", conflicts)) + ">";
            // A struct without fields is none that Spark knows; as text it is JSON.
            case STRUCT -> fields.isEmpty() ? "STRING" : "STRUCT<" + columns(path + ".", conflicts) + ">";
            default -> kind(path, new ArrayList<>()).name();
        };
    }

    private Kind kind(String path, List<String> conflicts) {
        if (seen.isEmpty()) {
            return Kind.STRING;
        }
        Map<Kind, Integer> kinds = new EnumMap<>(Kind.class);
        Kind number = widest();
        seen.forEach((kind, count) -> kinds.merge(kind.isNumber() && number != null ? number : kind, count, Integer::sum));
        Kind most = Kind.STRING;
        for (Map.Entry<Kind, Integer> one : kinds.entrySet()) {
            if (one.getValue() > kinds.getOrDefault(most, 0)) {
                most = one.getKey();
            }
        }
        if (kinds.size() > 1) {
            conflicts.add("'" + path + "' is " + kinds + ", read as " + most);
        }
        return most;
    }

    private @Nullable Kind widest() {
        Kind widest = null;
        for (Kind kind : seen.keySet()) {
            if (kind.isNumber() && (widest == null || kind.compareTo(widest) > 0)) {
                widest = kind;
            }
        }
        return widest;
    }

    private static @Nullable Kind kind(BsonValue value) {
        return switch (value.getBsonType()) {
            case NULL, UNDEFINED, END_OF_DOCUMENT -> null;
            case BOOLEAN -> Kind.BOOLEAN;
            case INT32 -> Kind.INT;
            case INT64 -> Kind.BIGINT;
            case DOUBLE -> Kind.DOUBLE;
            case DECIMAL128 -> Kind.DECIMAL;
            case DATE_TIME -> Kind.TIMESTAMP;
            case DOCUMENT -> Kind.STRUCT;
            case ARRAY -> Kind.ARRAY;
            case BINARY ->
                value.asBinary().getType() == BsonBinarySubType.UUID_STANDARD.getValue() ? Kind.STRING : Kind.BINARY;
            case STRING,
                    OBJECT_ID,
                    SYMBOL,
                    JAVASCRIPT,
                    JAVASCRIPT_WITH_SCOPE,
                    REGULAR_EXPRESSION,
                    DB_POINTER,
                    TIMESTAMP,
                    MIN_KEY,
                    MAX_KEY -> Kind.STRING;
        };
    }
}
