package io.millrace.runtime.journal;

import io.millrace.api.Event;
import io.millrace.api.Header;
import io.millrace.api.Identified;
import io.millrace.runtime.journal.IdentityTable.Entry;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Events as the body of a segment holds them. Each is its timestamp in eight bytes, its key, its value, the number of its
 * headers, and of each header the name and the value. A length is a number of seven bits a byte, the lowest first; that of
 * what may be null is one more than it is, and 0 says null. Used by one thread at a time, and again once it is cleared.
 */
final class EventBuffer {
    private final List<Entry> identified = new ArrayList<>(0);
    private byte[] bytes;
    private int length;
    private int count;

    EventBuffer(int capacity) {
        this.bytes = new byte[capacity];
    }

    int length() {
        return length;
    }

    int count() {
        return count;
    }

    int capacity() {
        return bytes.length;
    }

    void clear() {
        length = 0;
        count = 0;
        identified.clear();
    }

    /** Which of the events have an identity, by their places here. */
    List<Entry> identified() {
        return identified;
    }

    /** Adds the events of a batch, with its identity. */
    void add(Identified batch) throws IOException {
        identified.add(
                new Entry(batch.sender(), batch.number(), count, batch.events().size()));
        for (Event event : batch.events()) {
            add(event);
        }
    }

    /** Adds an event; its position is of no account. */
    void add(Event event) throws IOException {
        long micros = event.timestampMicros();
        room(8);
        for (int shift = 56; shift >= 0; shift -= 8) {
            bytes[length++] = (byte) (micros >>> shift);
        }
        nullable(event.key());
        nullable(event.value());
        List<Header> headers = event.headers();
        number(headers.size());
        for (Header header : headers) {
            byte[] name = header.name().getBytes(StandardCharsets.UTF_8);
            number(name.length);
            plain(name);
            nullable(header.value());
        }
        count++;
    }

    void writeTo(OutputStream out, CRC32C check) throws IOException {
        check.update(bytes, 0, length);
        out.write(bytes, 0, length);
    }

    private void nullable(byte @Nullable [] part) throws IOException {
        if (part == null) {
            number(0);
        } else {
            number(part.length + 1);
            plain(part);
        }
    }

    private void plain(byte[] part) throws IOException {
        room(part.length);
        System.arraycopy(part, 0, bytes, length, part.length);
        length += part.length;
    }

    private void number(int number) throws IOException {
        room(5);
        int rest = number;
        while (rest > 0x7F || rest < 0) {
            bytes[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
    }

    private void room(int more) throws IOException {
        if (bytes.length - length >= more) {
            return;
        }
        long needed = (long) length + more;
        if (needed > Integer.MAX_VALUE - 64) {
            throw new IOException("Events of more than 2 GB were handed over at once; hand over fewer");
        }
        bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 64, Math.max(needed, 2L * bytes.length)));
    }
}
