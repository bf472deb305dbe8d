package io.millrace.hbase;

import java.util.Arrays;
import org.apache.hadoop.hbase.util.Bytes;

/**
 * A column and where its value is in HBase.
 *
 * @param name the column's name
 * @param type its type, in Spark's DDL
 * @param kind the type without its parameters
 * @param place what holds the value
 * @param codec how the value is bytes there
 * @param encoding the name of that way
 * @param family the column family; empty unless the place is a cell
 * @param qualifier the qualifier; empty unless the place is a cell
 * @param length how many bytes the part of the row key has; 0 if that is not fixed, or the place is another
 */
record Mapped(
        String name,
        String type,
        Type kind,
        Place place,
        Codec codec,
        Encoding encoding,
        byte[] family,
        byte[] qualifier,
        int length) {
    private static final byte[] NONE = {};

    /** What can hold a value. */
    enum Place {
        /** A part of the row key. */
        KEY,
        /** A cell. */
        CELL,
        /** The time of the row's cells. */
        TIME
    }

    static Mapped key(String name, String type, Codec codec, Encoding encoding, int length) {
        return new Mapped(name, type, Type.of(type), Place.KEY, codec, encoding, NONE, NONE, length);
    }

    static Mapped cell(String name, String type, Codec codec, Encoding encoding, String family, String qualifier) {
        return new Mapped(
                name,
                type,
                Type.of(type),
                Place.CELL,
                codec,
                encoding,
                Bytes.toBytes(family),
                Bytes.toBytes(qualifier),
                0);
    }

    static Mapped time(String name, String type) {
        return new Mapped(
                name, type, Type.of(type), Place.TIME, BytesCodecs.of("TIMESTAMP"), Encoding.BYTES, NONE, NONE, 0);
    }

    boolean isCell() {
        return place == Place.CELL;
    }

    boolean isKey() {
        return place == Place.KEY;
    }

    boolean isSameCell(Mapped other) {
        return isCell()
                && other.isCell()
                && Arrays.equals(family, other.family)
                && Arrays.equals(qualifier, other.qualifier);
    }

    /** Family and qualifier, as users write them. */
    String cell() {
        return Bytes.toString(family) + ":" + Bytes.toString(qualifier);
    }
}
