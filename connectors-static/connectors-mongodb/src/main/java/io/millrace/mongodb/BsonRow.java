package io.millrace.mongodb;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.api.Row;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A row over the bytes of a document, a list or a map: it knows where each value lies, and decodes it when it is asked for.
 * Immutable once it is made, but for {@link #leaveOut} and {@link #put}; it may be kept.
 */
final class BsonRow implements Row {
    /** Not a type of BSON: the name of a map's entry. */
    private static final byte NAME = 0x70;
    /** Not a type of BSON: text that the document does not hold. */
    private static final byte ADDED = 0x71;

    private static final long MILLIS_OF_DAY = 86_400_000;

    private final byte[] bytes;
    private final List<Type> types;
    private final byte[] kinds;
    private final int[] places;
    private byte @Nullable [] added;

    private BsonRow(byte[] bytes, List<Type> types, byte[] kinds, int[] places) {
        this.bytes = bytes;
        this.types = types;
        this.kinds = kinds;
        this.places = places;
    }

    /** A row of the fields of the document that begins at a place. */
    static BsonRow of(Field[] fields, List<Type> types, byte[] bytes, int document) {
        byte[] kinds = new byte[fields.length];
        int[] places = new int[fields.length];
        int guess = 0;
        int at = document + 4;
        while (bytes[at] != 0) {
            byte type = bytes[at];
            int end = Bson.endOfName(bytes, at + 1);
            // Fields mostly come in the order in which they came before, so the next one is tried first.
            for (int tries = 0; tries < fields.length; tries++) {
                int i = guess + tries < fields.length ? guess + tries : guess + tries - fields.length;
                if (isNamed(fields[i].utf8(), bytes, at + 1, end)) {
                    kinds[i] = type;
                    places[i] = end + 1;
                    guess = i + 1 < fields.length ? i + 1 : 0;
                    break;
                }
            }
            at = Bson.end(bytes, type, end + 1);
        }
        return new BsonRow(bytes, types, kinds, places);
    }

    static BsonRow of(List<Field> fields, byte[] bytes, int document) {
        return of(fields.toArray(new Field[0]), fields.stream().map(Field::type).toList(), bytes, document);
    }

    static boolean isNamed(byte[] name, byte[] bytes, int from, int to) {
        return name.length == to - from && Arrays.equals(name, 0, name.length, bytes, from, to);
    }

    /** The values of an array or a map, or the names of a map. */
    private static BsonRow list(byte[] bytes, int document, Type inner, byte kind) {
        int count = 0;
        for (int at = document + 4; bytes[at] != 0; count++) {
            at = Bson.end(bytes, bytes[at], Bson.endOfName(bytes, at + 1) + 1);
        }
        byte[] kinds = new byte[count];
        int[] places = new int[count];
        int at = document + 4;
        for (int i = 0; i < count; i++) {
            int value = Bson.endOfName(bytes, at + 1) + 1;
            kinds[i] = kind == NAME ? NAME : bytes[at];
            places[i] = kind == NAME ? at + 1 : value;
            at = Bson.end(bytes, bytes[at], value);
        }
        return new BsonRow(bytes, java.util.Collections.nCopies(count, inner), kinds, places);
    }

    /** Whether a column can show its value. */
    boolean fits(int i) {
        return Fit.fits(types.get(i), bytes, kinds[i], places[i]);
    }

    /** The value of a column as JSON, whatever the column's type. */
    String json(int i) {
        return Bson.json(bytes, kinds[i], places[i]);
    }

    /** Makes a value null. */
    void leaveOut(int i) {
        kinds[i] = Bson.NOTHING;
    }

    /** Makes a value a text that the document does not hold. */
    void put(int i, String text) {
        kinds[i] = ADDED;
        added = text.getBytes(UTF_8);
    }

    /** The columns before the others. */
    BsonRow first(List<Type> columns) {
        if (columns.size() == types.size()) {
            return this;
        }
        BsonRow row = new BsonRow(bytes, columns, kinds, places);
        row.added = added;
        return row;
    }

    @Override
    public int size() {
        return types.size();
    }

    @Override
    public boolean isNull(int i) {
        byte kind = kinds[i];
        return kind == Bson.NOTHING || kind == Bson.NULL || kind == Bson.UNDEFINED;
    }

    @Override
    public boolean booleanAt(int i) {
        return bytes[places[i]] != 0;
    }

    @Override
    public long longAt(int i) {
        return switch (kinds[i]) {
            case Bson.INT32 -> Bson.int32(bytes, places[i]);
            case Bson.INT64 -> Bson.int64(bytes, places[i]);
            default -> Objects.requireNonNull(Fit.whole(bytes, kinds[i], places[i]));
        };
    }

    @Override
    public double doubleAt(int i) {
        return Fit.floating(bytes, kinds[i], places[i]);
    }

    @Override
    public BigDecimal decimalAt(int i) {
        return Objects.requireNonNull(Fit.decimal(types.get(i), bytes, kinds[i], places[i]));
    }

    @Override
    public String stringAt(int i) {
        return new String(bytesAt(i), UTF_8);
    }

    @Override
    public byte[] bytesAt(int i) {
        int at = places[i];
        if (kinds[i] == ADDED) {
            return Objects.requireNonNull(added);
        } else if (kinds[i] == NAME) {
            return Bson.slice(bytes, at, Bson.endOfName(bytes, at));
        } else if (types.get(i).kind() == Kind.BINARY) {
            return kinds[i] == Bson.BINARY ? Bson.binary(bytes, at) : Bson.slice(bytes, at, at + 12);
        }
        return Bson.text(bytes, kinds[i], at);
    }

    @Override
    public LocalDate dateAt(int i) {
        return LocalDate.ofEpochDay(Math.floorDiv(Bson.int64(bytes, places[i]), MILLIS_OF_DAY));
    }

    @Override
    public Instant instantAt(int i) {
        return Instant.ofEpochMilli(Bson.int64(bytes, places[i]));
    }

    @Override
    public Row rowAt(int i) {
        return of(types.get(i).fields(), bytes, places[i]);
    }

    @Override
    public Row listAt(int i) {
        return list(bytes, places[i], types.get(i).innerType(), Bson.NOTHING);
    }

    @Override
    public Row mapKeysAt(int i) {
        return list(bytes, places[i], new Type(Kind.STRING, 0, 0, List.of(), null), NAME);
    }

    @Override
    public Row mapValuesAt(int i) {
        return list(bytes, places[i], types.get(i).innerType(), Bson.NOTHING);
    }
}
