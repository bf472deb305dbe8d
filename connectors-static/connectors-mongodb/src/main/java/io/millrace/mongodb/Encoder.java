package io.millrace.mongodb;

import io.millrace.api.Columns;
import io.millrace.api.ConnectorException;
import io.millrace.api.Options;
import io.millrace.api.Row;
import java.math.BigDecimal;
import java.util.List;
import org.bson.BsonBinarySubType;
import org.bson.BsonSerializationException;
import org.bson.io.BasicOutputBuffer;
import org.bson.io.BsonOutput;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** Makes documents of rows. Immutable. */
final class Encoder {
    private static final long MILLIS_OF_DAY = 86_400_000;

    private final List<Field> fields;
    private final boolean[] isObjectId;
    private final boolean leavesOutNulls;
    private final int deleteColumn;
    private final @Nullable Guard guard;

    Encoder(Columns columns, Options options, @Nullable Guard guard) {
        this.guard = guard;
        this.fields = Field.of(columns);
        this.isObjectId = new boolean[fields.size()];
        options.find(OutputOptions.OBJECT_IDS)
                .orElse(List.of())
                .forEach(name -> isObjectId[columns.index(name).orElseThrow()] = true);
        this.leavesOutNulls = options.value(OutputOptions.IGNORE_NULLS);
        this.deleteColumn = options.find(OutputOptions.DELETE_COLUMN)
                .map(name -> columns.index(name).orElseThrow())
                .orElse(-1);
    }

    /** Whether the row asks to remove its document. */
    boolean isDeletion(Row row) {
        return deleteColumn >= 0 && !row.isNull(deleteColumn) && row.booleanAt(deleteColumn);
    }

    /** The columns as they were given, to be shown again if the row is refused. */
    BsonBytes whole(Row row) {
        return encode(row, null, -1, false);
    }

    /** A row that {@link #whole} made. */
    Row shown(BsonBytes whole) {
        return BsonRow.of(fields, whole.bytes(), 0);
    }

    /** Whether the document is all that {@link #whole} holds. */
    boolean isWhole() {
        if (leavesOutNulls || deleteColumn >= 0 || guard != null) {
            return false;
        }
        for (boolean is : isObjectId) {
            if (is) {
                return false;
            }
        }
        return true;
    }

    /** The document, with an {@code _id} of ours if one is given. */
    BsonBytes document(Row row, @Nullable ObjectId id) {
        return encode(row, id, deleteColumn, true);
    }

    private BsonBytes encode(Row row, @Nullable ObjectId id, int leftOut, boolean isStored) {
        BasicOutputBuffer document = new BasicOutputBuffer(512);
        try {
            int begun = Bson.begin(document);
            if (id != null) {
                Bson.element(document, Bson.OBJECT_ID, "_id");
                document.writeObjectId(id);
            }
            for (int i = 0; i < fields.size(); i++) {
                Field field = fields.get(i);
                if (i == leftOut || (row.isNull(i) && ((isStored && leavesOutNulls) || isGenerated(field, id)))) {
                    continue;
                }
                if (isStored && isObjectId[i] && !row.isNull(i)) {
                    Bson.element(document, Bson.OBJECT_ID, field.name());
                    document.writeObjectId(objectId(field.name(), row.stringAt(i)));
                } else {
                    write(document, field.name(), field.name(), row, i, field.type());
                }
            }
            if (isStored && guard != null) {
                guard.write(document);
            }
            Bson.end(document, begun);
            return new BsonBytes(document.getInternalBuffer(), document.getPosition());
        } catch (BsonSerializationException e) {
            throw ConnectorException.malformed("A row cannot be a document: " + e.getMessage(), e);
        }
    }

    private static boolean isGenerated(Field field, @Nullable ObjectId id) {
        return id != null && field.name().equals("_id");
    }

    private static ObjectId objectId(String column, String text) {
        if (!ObjectId.isValid(text)) {
            throw ConnectorException.malformed(
                    "Column '" + column + "' holds '" + text
                            + "', which is no ObjectId of 24 hex digits; correct it, or take the column out of option 'objectIds'",
                    null);
        }
        return new ObjectId(text);
    }

    private static void write(BsonOutput to, String name, String column, Row row, int i, Type type) {
        if (row.isNull(i)) {
            Bson.element(to, Bson.NULL, name);
            return;
        }
        Bson.element(to, bsonType(type.kind()), name);
        switch (type.kind()) {
            case BOOLEAN -> to.writeByte(row.booleanAt(i) ? 1 : 0);
            case TINYINT, SMALLINT, INT -> to.writeInt32((int) row.longAt(i));
            case BIGINT -> to.writeInt64(row.longAt(i));
            case FLOAT, DOUBLE -> to.writeDouble(row.doubleAt(i));
            case DECIMAL -> {
                Decimal128 decimal = decimal(column, row.decimalAt(i));
                to.writeInt64(decimal.getLow());
                to.writeInt64(decimal.getHigh());
            }
            case STRING -> to.writeString(row.stringAt(i));
            case BINARY -> {
                byte[] bytes = row.bytesAt(i);
                to.writeInt32(bytes.length);
                to.writeByte(BsonBinarySubType.BINARY.getValue());
                to.writeBytes(bytes);
            }
            case DATE -> to.writeInt64(row.dateAt(i).toEpochDay() * MILLIS_OF_DAY);
            // A document holds milliseconds; what is below is cut off.
            case TIMESTAMP, TIMESTAMP_NTZ -> to.writeInt64(row.instantAt(i).toEpochMilli());
            case ARRAY -> {
                Row list = row.listAt(i);
                int begun = Bson.begin(to);
                for (int element = 0; element < list.size(); element++) {
                    write(to, Integer.toString(element), column, list, element, type.innerType());
                }
                Bson.end(to, begun);
            }
            case MAP -> {
                Row keys = row.mapKeysAt(i);
                Row values = row.mapValuesAt(i);
                int begun = Bson.begin(to);
                for (int entry = 0; entry < keys.size(); entry++) {
                    write(to, keys.stringAt(entry), column, values, entry, type.innerType());
                }
                Bson.end(to, begun);
            }
            case STRUCT -> {
                Row struct = row.rowAt(i);
                int begun = Bson.begin(to);
                for (int field = 0; field < type.fields().size(); field++) {
                    Field of = type.fields().get(field);
                    write(to, of.name(), column + "." + of.name(), struct, field, of.type());
                }
                Bson.end(to, begun);
            }
        }
    }

    private static byte bsonType(Kind kind) {
        return switch (kind) {
            case BOOLEAN -> Bson.BOOLEAN;
            case TINYINT, SMALLINT, INT -> Bson.INT32;
            case BIGINT -> Bson.INT64;
            case FLOAT, DOUBLE -> Bson.DOUBLE;
            case DECIMAL -> Bson.DECIMAL;
            case STRING -> Bson.STRING;
            case BINARY -> Bson.BINARY;
            case DATE, TIMESTAMP, TIMESTAMP_NTZ -> Bson.DATE_TIME;
            case ARRAY -> Bson.ARRAY;
            case MAP, STRUCT -> Bson.DOCUMENT;
        };
    }

    private static Decimal128 decimal(String column, BigDecimal number) {
        try {
            return new Decimal128(number.precision() > 34 ? number.stripTrailingZeros() : number);
        } catch (NumberFormatException e) {
            throw ConnectorException.malformed(
                    "Column '" + column + "' holds " + number + ", which has more than the 34 digits of a Decimal128",
                    e);
        }
    }
}
