package io.millrace.mongodb;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigDecimal;
import java.nio.ByteOrder;
import java.util.UUID;
import org.bson.RawBsonDocument;
import org.bson.io.BsonOutput;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** How values lie in the bytes of a document: their types as bsonspec.org numbers them, and where they end. */
final class Bson {
    static final byte NOTHING = 0;
    static final byte DOUBLE = 0x01;
    static final byte STRING = 0x02;
    static final byte DOCUMENT = 0x03;
    static final byte ARRAY = 0x04;
    static final byte BINARY = 0x05;
    static final byte UNDEFINED = 0x06;
    static final byte OBJECT_ID = 0x07;
    static final byte BOOLEAN = 0x08;
    static final byte DATE_TIME = 0x09;
    static final byte NULL = 0x0A;
    static final byte REGEX = 0x0B;
    static final byte DB_POINTER = 0x0C;
    static final byte CODE = 0x0D;
    static final byte SYMBOL = 0x0E;
    static final byte CODE_WITH_SCOPE = 0x0F;
    static final byte INT32 = 0x10;
    static final byte TIMESTAMP = 0x11;
    static final byte INT64 = 0x12;
    static final byte DECIMAL = 0x13;
    static final byte MIN_KEY = (byte) 0xFF;
    static final byte MAX_KEY = 0x7F;

    private static final int UUID_SUBTYPE = 4;
    private static final int OLD_BINARY_SUBTYPE = 2;
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final JsonWriterSettings JSON =
            JsonWriterSettings.builder().outputMode(JsonMode.RELAXED).build();

    private Bson() {}

    static int int32(byte[] bytes, int at) {
        return (int) INT.get(bytes, at);
    }

    static long int64(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at);
    }

    static double float64(byte[] bytes, int at) {
        return Double.longBitsToDouble(int64(bytes, at));
    }

    /** Begins a document or a list, and answers what {@link #end(BsonOutput, int)} is to be told. */
    static int begin(BsonOutput to) {
        int begun = to.getPosition();
        to.writeInt32(0);
        return begun;
    }

    /** Ends what was begun. */
    static void end(BsonOutput to, int begun) {
        to.writeByte(NOTHING);
        to.writeInt32(begun, to.getPosition() - begun);
    }

    /** Begins an element of a document. */
    static void element(BsonOutput to, byte type, String name) {
        to.writeByte(type);
        to.writeCString(name);
    }

    /** The place of a field of the document that begins the bytes, where its type stands; where the document ends if it has none. */
    static int element(byte[] bytes, byte[] name) {
        int at = Integer.BYTES;
        while (bytes[at] != NOTHING) {
            int end = endOfName(bytes, at + 1);
            if (BsonRow.isNamed(name, bytes, at + 1, end)) {
                return at;
            }
            at = end(bytes, bytes[at], end + 1);
        }
        return at;
    }

    /** Where a value ends. */
    static int end(byte[] bytes, byte type, int at) {
        return switch (type) {
            case NULL, UNDEFINED, MIN_KEY, MAX_KEY -> at;
            case BOOLEAN -> at + 1;
            case INT32 -> at + 4;
            case DOUBLE, DATE_TIME, TIMESTAMP, INT64 -> at + 8;
            case OBJECT_ID -> at + 12;
            case DECIMAL -> at + 16;
            case STRING, CODE, SYMBOL -> at + 4 + int32(bytes, at);
            case DOCUMENT, ARRAY, CODE_WITH_SCOPE -> at + int32(bytes, at);
            case BINARY -> at + 5 + int32(bytes, at);
            case DB_POINTER -> at + 4 + int32(bytes, at) + 12;
            case REGEX -> endOfName(bytes, endOfName(bytes, at) + 1) + 1;
            default -> throw new IllegalStateException("Unknown type " + type + " in a document");
        };
    }

    /** The place of the zero that ends a name. */
    static int endOfName(byte[] bytes, int at) {
        int end = at;
        while (bytes[end] != 0) {
            end++;
        }
        return end;
    }

    static byte[] slice(byte[] bytes, int from, int to) {
        byte[] slice = new byte[to - from];
        System.arraycopy(bytes, from, slice, 0, slice.length);
        return slice;
    }

    static byte[] binary(byte[] bytes, int at) {
        int length = int32(bytes, at);
        int from = at + 5;
        // The old subtype holds its length once more.
        return slice(bytes, bytes[at + 4] == OLD_BINARY_SUBTYPE ? from + 4 : from, from + length);
    }

    static boolean isUuid(byte[] bytes, byte type, int at) {
        return type == BINARY && bytes[at + 4] == UUID_SUBTYPE && int32(bytes, at) == 16;
    }

    /** A value of any type as text, in UTF-8: text as it is, ids in hex, all else as JSON. */
    static byte[] text(byte[] bytes, byte type, int at) {
        return switch (type) {
            case STRING, SYMBOL -> slice(bytes, at + 4, at + 3 + int32(bytes, at));
            case OBJECT_ID ->
                new ObjectId(slice(bytes, at, at + 12)).toHexString().getBytes(UTF_8);
            default ->
                isUuid(bytes, type, at)
                        ? uuid(bytes, at + 5)
                        : json(bytes, type, at).getBytes(UTF_8);
        };
    }

    private static byte[] uuid(byte[] bytes, int at) {
        long most = Long.reverseBytes(int64(bytes, at));
        long least = Long.reverseBytes(int64(bytes, at + 8));
        return new UUID(most, least).toString().getBytes(UTF_8);
    }

    /** A value as JSON, with MongoDB's words for what JSON has not. */
    static String json(byte[] bytes, byte type, int at) {
        int size = end(bytes, type, at) - at;
        byte[] document = new byte[4 + 3 + size + 1];
        INT.set(document, 0, document.length);
        document[4] = type;
        document[5] = 'v';
        System.arraycopy(bytes, at, document, 7, size);
        String json = new RawBsonDocument(document).toJson(JSON);
        return json.substring(json.indexOf(':') + 1, json.length() - 1).strip();
    }

    /** A finite number, exactly; null if it is none. */
    static @Nullable BigDecimal number(byte[] bytes, byte type, int at) {
        return switch (type) {
            case INT32 -> BigDecimal.valueOf(int32(bytes, at));
            case INT64 -> BigDecimal.valueOf(int64(bytes, at));
            case DOUBLE -> {
                double number = float64(bytes, at);
                if (!Double.isFinite(number)) {
                    yield null;
                }
                yield new BigDecimal(number);
            }
            case DECIMAL -> {
                Decimal128 number = decimal(bytes, at);
                if (number.isNaN() || number.isInfinite()) {
                    yield null;
                }
                yield finite(number);
            }
            default -> null;
        };
    }

    private static BigDecimal finite(Decimal128 number) {
        try {
            return number.bigDecimalValue();
        } catch (ArithmeticException e) {
            // Minus zero, which a BigDecimal has not.
            return BigDecimal.ZERO;
        }
    }

    static Decimal128 decimal(byte[] bytes, int at) {
        return Decimal128.fromIEEE754BIDEncoding(int64(bytes, at + 8), int64(bytes, at));
    }
}
