package io.millrace.mongodb;

import io.millrace.api.ConnectorException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A document in the making: names and values go straight to its bytes. Each element is its type and name, then what {@code put}
 * or {@code begin} to {@code end} write. Used by one thread.
 */
final class BsonBuffer {
    private byte[] bytes = new byte[512];
    private int size;

    /** What was written; nothing may follow. */
    BsonBytes bytes() {
        return new BsonBytes(bytes, size);
    }

    /** Begins an element. */
    void name(byte type, byte[] utf8) {
        for (byte one : utf8) {
            if (one == 0) {
                String name = new String(utf8, StandardCharsets.UTF_8).replace("\0", "\\0");
                throw ConnectorException.malformed(
                        "A row cannot be a document: the name '" + name
                                + "' holds a zero character, which ends names in documents",
                        null);
            }
        }
        makeRoom(utf8.length + 2);
        bytes[size] = type;
        System.arraycopy(utf8, 0, bytes, size + 1, utf8.length);
        size += utf8.length + 2;
        bytes[size - 1] = 0;
    }

    /** Begins a document or a list, and answers what {@link #end} is to be told. */
    int begin() {
        int begun = size;
        putInt32(0);
        return begun;
    }

    void end(int begun) {
        putByte(0);
        Bson.putInt32(bytes, begun, size - begun);
    }

    void putByte(int value) {
        makeRoom(1);
        bytes[size++] = (byte) value;
    }

    void putInt32(int value) {
        makeRoom(Integer.BYTES);
        Bson.putInt32(bytes, size, value);
        size += Integer.BYTES;
    }

    void putInt64(long value) {
        makeRoom(Long.BYTES);
        Bson.putInt64(bytes, size, value);
        size += Long.BYTES;
    }

    void putText(byte[] utf8) {
        putInt32(utf8.length + 1);
        putBytes(utf8);
        putByte(0);
    }

    void putBytes(byte[] value) {
        makeRoom(value.length);
        System.arraycopy(value, 0, bytes, size, value.length);
        size += value.length;
    }

    private void makeRoom(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
        }
    }
}
