package io.millrace.flume;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads Avro's binary encoding out of one request. No length is believed that goes beyond the request: Avro's own decoder makes
 * an array of whatever size is claimed. One thread.
 */
final class AvroReader {
    private final byte[] bytes;
    private final int end;
    private int at;

    AvroReader(byte[] bytes, int length) {
        this.bytes = bytes;
        this.end = length;
    }

    /** A whole number: seven bits to a byte, the sign in the lowest. */
    long number() {
        long raw = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = octet();
            raw |= (long) (next & 0x7f) << shift;
            if (next < 0x80) {
                return (raw >>> 1) ^ -(raw & 1);
            }
        }
        throw new Malformed("no Avro: a number of more than 64 bits");
    }

    /** The length of what comes next, which is all there. */
    int length() {
        long length = number();
        if (length < 0 || length > end - at) {
            throw new Malformed("no Avro: " + length + " bytes claimed where " + (end - at) + " are left");
        }
        return (int) length;
    }

    byte[] take(int length) {
        if (length > end - at) {
            throw new Malformed("no Avro: it ends too early");
        }
        at += length;
        return Arrays.copyOfRange(bytes, at - length, at);
    }

    byte[] bytes() {
        return take(length());
    }

    String text() {
        int length = length();
        at += length;
        return new String(bytes, at - length, length, StandardCharsets.UTF_8);
    }

    /** How many values the next block of an array or map has; 0 ends it. */
    long block() {
        long count = number();
        if (count < 0) {
            var unused = number();
            count = -count;
        }
        // Each value of what we read takes a byte at least.
        if (count < 0 || count > end - at) {
            throw new Malformed("no Avro: " + count + " values claimed where " + (end - at) + " bytes are left");
        }
        return count;
    }

    /** Passes over a map of bytes. */
    void skipMap() {
        for (long count = block(); count > 0; count = block()) {
            for (long i = 0; i < count; i++) {
                at += length();
                at += length();
            }
        }
    }

    /** Which branch of a union with null comes next. */
    boolean isThere() {
        long branch = number();
        if (branch != 0 && branch != 1) {
            throw new Malformed("no Avro: no branch " + branch + " in a union of two");
        }
        return branch == 1;
    }

    private int octet() {
        if (at >= end) {
            throw new Malformed("no Avro: it ends too early");
        }
        return bytes[at++] & 0xff;
    }
}
