package io.millrace.hbase;

/**
 * How values of one type are bytes in HBase. Values are those of {@link Type}. Safe for many threads.
 *
 * @param width how many bytes every value has; {@link #ANY_WIDTH} if that depends
 * @param order what HBase can tell of values by comparing their bytes
 * @param encoder makes bytes of a value
 * @param decoder makes a value of bytes
 */
record Codec(int width, Order order, Encoder encoder, Decoder decoder) {
    /** Values have bytes of any length. */
    static final int ANY_WIDTH = -1;

    /** What the bytes of two values tell. */
    enum Order {
        /** Nothing: equal values may have different bytes. */
        NONE,
        /** Values are equal if and only if their bytes are. */
        EQUAL,
        /** Bytes, taken as unsigned, also have the order of the values. */
        SAME
    }

    /** Makes bytes of values. */
    interface Encoder {
        /**
         * The bytes.
         *
         * @throws IllegalArgumentException if this value has none; the message says why
         */
        byte[] encode(Object value);
    }

    /** Makes values of bytes. */
    interface Decoder {
        /**
         * The value, which may be kept.
         *
         * @throws IllegalArgumentException if the bytes are none of this type; the message says why
         */
        Object decode(byte[] bytes, int offset, int length);
    }

    byte[] encode(Object value) {
        return encoder.encode(value);
    }

    Object decode(byte[] bytes, int offset, int length) {
        if (width != ANY_WIDTH && length != width) {
            throw new IllegalArgumentException("it has " + length + " bytes, not " + width);
        }
        return decoder.decode(bytes, offset, length);
    }
}
