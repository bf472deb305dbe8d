package io.millrace.spark.parse;

import java.nio.ByteBuffer;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What stands before a record whose schema a registry keeps: a zero byte, and the schema's id in four. */
final class Frame {
    /** How many bytes that is. */
    static final int LENGTH = 5;

    private Frame() {}

    /** The schema's id; empty if the bytes do not begin so. */
    static OptionalInt id(byte @Nullable [] bytes) {
        return bytes == null || bytes.length < LENGTH || bytes[0] != 0
                ? OptionalInt.empty()
                : OptionalInt.of(ByteBuffer.wrap(bytes, 1, 4).getInt());
    }
}
