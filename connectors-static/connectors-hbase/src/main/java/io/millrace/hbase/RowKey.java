package io.millrace.hbase;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.apache.hadoop.hbase.HConstants;

/**
 * How row keys are made of the values of columns: one after the other, in order. A part has the length that its type or the user
 * says; the last one takes what is left; one encoded as {@code ordered} tells its end itself; any other text ends at a byte 0,
 * which it cannot hold. With salt, a byte goes before: the CRC-32 of the rest, modulo the number of buckets.
 *
 * @param parts the columns
 * @param buckets how many different salts there are; 0 for none
 */
record RowKey(List<Mapped> parts, int buckets) {
    private static final byte END = 0;

    RowKey {
        parts = List.copyOf(parts);
    }

    /**
     * The row key of some values, one for each part.
     *
     * @throws IllegalArgumentException if a value cannot be in a row key; the message says why
     */
    byte[] encode(List<?> values) {
        byte[] plain = prefix(values);
        if (plain.length == 0) {
            throw new IllegalArgumentException("the row key is empty");
        }
        byte[] key = buckets == 0 ? plain : salted(salt(plain), plain);
        if (key.length > HConstants.MAX_ROW_LENGTH) {
            throw new IllegalArgumentException(
                    "the row key has " + key.length + " bytes; HBase takes " + HConstants.MAX_ROW_LENGTH);
        }
        return key;
    }

    /** What the keys begin with whose first parts have these values, without the salt. */
    byte[] prefix(List<?> values) {
        ByteArrayOutputStream key = new ByteArrayOutputStream();
        for (int i = 0; i < values.size(); i++) {
            try {
                key.writeBytes(part(i, values.get(i)));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("column '" + parts.get(i).name() + "': " + e.getMessage(), e);
            }
        }
        return key.toByteArray();
    }

    /** Whether a value of this part tells its end by a byte 0. */
    boolean endsWithZero(int i) {
        return i < parts.size() - 1
                && parts.get(i).length() == 0
                && parts.get(i).encoding() != Encoding.ORDERED;
    }

    /** A key with this salt before it. */
    static byte[] salted(int salt, byte[] plain) {
        byte[] key = new byte[plain.length + 1];
        key[0] = (byte) salt;
        System.arraycopy(plain, 0, key, 1, plain.length);
        return key;
    }

    /** The salt of a key. */
    int salt(byte[] plain) {
        CRC32 crc = new CRC32();
        crc.update(plain);
        return (int) (crc.getValue() % buckets);
    }

    /**
     * The value of a part.
     *
     * @throws IllegalArgumentException if these bytes are no row key of this kind; the message says why
     */
    Object decode(int wanted, byte[] row, int offset, int length) {
        int limit = offset + length;
        int at = offset + (buckets == 0 ? 0 : 1);
        for (int i = 0; ; i++) {
            int end = end(i, row, at, limit);
            if (i == wanted) {
                return parts.get(i).codec().decode(row, at, end - at);
            }
            at = end + (endsWithZero(i) ? 1 : 0);
        }
    }

    private byte[] part(int i, Object value) {
        Mapped part = parts.get(i);
        byte[] bytes = part.codec().encode(value);
        if (part.length() != 0 && bytes.length != part.length()) {
            throw new IllegalArgumentException(
                    "it has " + bytes.length + " bytes, but this part of the row key has " + part.length());
        }
        if (!endsWithZero(i)) {
            return bytes;
        }
        for (byte one : bytes) {
            if (one == END) {
                throw new IllegalArgumentException("it holds a byte 0, which ends this part of the row key");
            }
        }
        return Arrays.copyOf(bytes, bytes.length + 1);
    }

    private int end(int i, byte[] row, int at, int limit) {
        Mapped part = parts.get(i);
        int end = limit;
        if (part.encoding() == Encoding.ORDERED) {
            end = at < limit ? at + OrderedCodecs.length(row, at, limit) : limit + 1;
        } else if (part.length() != 0) {
            end = at + part.length();
        } else if (endsWithZero(i)) {
            end = at;
            while (end < limit && row[end] != END) {
                end++;
            }
            end = end == limit ? limit + 1 : end;
        }
        if (end > limit) {
            throw new IllegalArgumentException("the row key ends before it");
        }
        return end;
    }
}
