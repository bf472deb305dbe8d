package io.millrace.mongodb;

import io.millrace.api.ConnectorException;
import io.millrace.api.Options;
import io.millrace.mongodb.InputOptions.Unexpected;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.BsonInt32;

/** The columns that a reader shows, and what becomes of values that do not fit them. Immutable. */
final class Projection {
    private final Field[] fields;
    private final List<Type> types;
    private final Unexpected policy;
    /** The place of the rescue column, or -1. */
    private final int rescue;

    private Projection(Field[] fields, Unexpected policy, int rescue) {
        this.fields = fields;
        this.types = List.of(fields).stream().map(Field::type).toList();
        this.policy = policy;
        this.rescue = rescue;
    }

    static Projection of(List<String> columns, List<Field> all, Options options) {
        Field[] fields = new Field[columns.size()];
        Unexpected policy = options.value(InputOptions.ON_UNEXPECTED);
        int rescue = -1;
        for (int i = 0; i < fields.length; i++) {
            String column = columns.get(i);
            fields[i] = field(column, all);
            if (policy == Unexpected.RESCUE && column.equalsIgnoreCase(options.value(InputOptions.RESCUE_COLUMN))) {
                rescue = i;
            }
        }
        return new Projection(fields, policy, rescue);
    }

    /** The field of a column, whose name may be in any case; refused if there is none. */
    static Field field(String column, List<Field> all) {
        return all.stream()
                .filter(field -> field.name().equalsIgnoreCase(column))
                .findFirst()
                .orElseThrow(() -> ConnectorException.settings("There is no column '" + column + "' among "
                        + all.stream().map(Field::name).toList()));
    }

    /** What is asked of the server: these fields, and {@code _id}, by which reading goes on. */
    BsonDocument asked() {
        BsonDocument asked = new BsonDocument("_id", new BsonInt32(1));
        for (Field field : fields) {
            // A name with a dot or a dollar cannot be named here, so the whole document is asked for.
            if (field.name().contains(".") || field.name().startsWith("$")) {
                return new BsonDocument();
            }
            asked.append(field.name(), new BsonInt32(1));
        }
        return asked;
    }

    BsonRow row(BsonBytes document) {
        BsonRow row = BsonRow.of(fields, types, document.bytes(), 0);
        List<String> rescued = null;
        for (int i = 0; i < fields.length; i++) {
            if (i == rescue || row.fits(i)) {
                continue;
            }
            if (policy == Unexpected.FAIL) {
                throw unexpected(document, fields[i], row.json(i));
            }
            if (rescue >= 0) {
                rescued = rescued == null ? new ArrayList<>() : rescued;
                rescued.add(quoted(fields[i].name()) + ": " + row.json(i));
            }
            row.leaveOut(i);
        }
        if (rescue >= 0) {
            row.leaveOut(rescue);
            if (rescued != null) {
                row.put(rescue, "{" + String.join(", ", rescued) + "}");
            }
        }
        return row;
    }

    private static ConnectorException unexpected(BsonBytes document, Field field, String value) {
        String shown = value.length() > 200 ? value.substring(0, 200) + "..." : value;
        return ConnectorException.malformed(
                "The document with the _id " + id(document) + " has in '" + field.name() + "' the value " + shown
                        + ", which a column of type " + field.type().kind()
                        + " cannot show exactly. Give a schema that can, or set option 'onUnexpected' to null or rescue",
                null);
    }

    private static String id(BsonBytes document) {
        BsonRow row = BsonRow.of(List.of(ID), document.bytes(), 0);
        return row.isNull(0) ? "null" : row.json(0);
    }

    private static final Field ID =
            new Field("_id", new byte[] {'_', 'i', 'd'}, new Type(Kind.STRING, 0, 0, List.of(), null));

    private static String quoted(String name) {
        return "\"" + name.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
