package io.millrace.runtime.journal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What {@link EventBuffer} wrote, read part by part from a place on. Used by one thread. */
final class EventParts {
    private final byte[] bytes;
    private int at;

    EventParts(byte[] bytes, int at) {
        this.bytes = bytes;
        this.at = at;
    }

    int place() {
        return at;
    }

    long timestamp() {
        long micros = 0;
        for (int end = at + 8; at < end; at++) {
            micros = (micros << 8) | (bytes[at] & 0xFF);
        }
        return micros;
    }

    int number() {
        int number = 0;
        int shift = 0;
        byte part;
        do {
            part = bytes[at++];
            number |= (part & 0x7F) << shift;
            shift += 7;
        } while (part < 0);
        return number;
    }

    byte @Nullable [] nullable() {
        int length = number() - 1;
        if (length < 0) {
            return null;
        }
        at += length;
        return Arrays.copyOfRange(bytes, at - length, at);
    }

    String name() {
        int length = number();
        at += length;
        return new String(bytes, at - length, length, StandardCharsets.UTF_8);
    }

    void skipNullable() {
        int length = number() - 1;
        at += Math.max(0, length);
    }

    /** Skips a whole event. */
    void skipEvent() {
        at += 8;
        skipNullable();
        skipNullable();
        for (int headers = number(); headers > 0; headers--) {
            int name = number();
            at += name;
            skipNullable();
        }
    }
}
