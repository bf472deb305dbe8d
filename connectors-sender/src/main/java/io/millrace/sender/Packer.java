package io.millrace.sender;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.api.ConnectorException;
import io.millrace.api.Event;
import io.millrace.api.Header;
import io.millrace.api.Options;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Packs events into requests of Flume's Thrift protocol, {@code appendBatch} in the binary encoding: a list of structures, each
 * of a map of headers and a body. The key becomes a header, and so does the time, in milliseconds. The identity of a batch stands
 * in the headers of its first event, which is kept aside until it is known how many follow. One thread.
 */
public final class Packer {
    private static final byte STOP = 0;
    private static final byte STRING = 11;
    private static final byte STRUCT = 12;
    private static final byte MAP = 13;
    private static final byte LIST = 15;
    private static final int CALL = 0x80010001;
    private static final byte[] METHOD = "appendBatch".getBytes(UTF_8);
    private static final byte[] SENDER = "millrace-sender".getBytes(UTF_8);
    private static final byte[] BATCH = "millrace-batch".getBytes(UTF_8);
    private static final byte[] TIMESTAMP = "timestamp".getBytes(UTF_8);

    /** Frame length, version, name, serial number, the field of the list, its type and size, and at the end a stop. */
    private static final int AROUND = 4 + 4 + 4 + METHOD.length + 4 + 3 + 5 + 1;

    private final long batchSize;
    private final long batchBytes;
    private final byte @Nullable [] keyHeader;
    private @Nullable Event first;
    private byte[] bytes = new byte[16 * 1024];
    private int length;
    private int events;

    /** A packer without events. */
    public Packer(Options options) {
        this.batchSize = options.value(SenderOptions.BATCH_SIZE);
        this.batchBytes = options.value(SenderOptions.BATCH_BYTES);
        this.keyHeader = options.find(SenderOptions.KEY_HEADER)
                .map(name -> name.getBytes(UTF_8))
                .orElse(null);
    }

    /**
     * Adds an event.
     *
     * @throws ConnectorException with kind {@code MALFORMED} if there is no place for something in it; it is not added then
     */
    public void add(Event event) {
        check(event);
        if (events == 0) {
            first = event;
        } else if (first == null) {
            throw new IllegalStateException("Events with and without an identity of their own do not go together");
        } else {
            write(event, List.of());
        }
        events++;
    }

    /**
     * Adds an event with an identity of its own. The events of a parcel either all have one, or the parcel has one for all of
     * them, or none.
     *
     * @param sender a name that nobody else sends under, at most 256 bytes
     * @param number the number of the event, which no other event of the sender has
     * @throws ConnectorException with kind {@code MALFORMED} if there is no place for something in it; it is not added then
     */
    public void add(Event event, String sender, long number) {
        if (first != null) {
            throw new IllegalStateException("Events with and without an identity of their own do not go together");
        }
        check(event);
        write(event, List.of(sender.getBytes(UTF_8), Long.toString(number).getBytes(UTF_8)));
        events++;
    }

    /** How many events wait to be packed. */
    public int events() {
        return events;
    }

    /** Whether the batch should go now. */
    public boolean isFull() {
        return events >= batchSize || length >= batchBytes;
    }

    /** The events that were added, as a batch without an identity beyond their own. There must be one at least. */
    public Parcel pack() {
        return packed(List.of());
    }

    /**
     * The events that were added, as a batch with an identity. There must be one at least.
     *
     * @param sender a name that nobody else sends under, at most 256 bytes
     * @param number the number of the batch, which no other batch of the sender has
     */
    public Parcel pack(String sender, long number) {
        return packed(List.of(sender.getBytes(UTF_8), (number + "/" + events).getBytes(UTF_8)));
    }

    private Parcel packed(List<byte[]> identity) {
        Event head = first;
        if (events == 0 || (head == null && !identity.isEmpty())) {
            throw new IllegalStateException("There is nothing to pack under this identity");
        }
        int rest = length;
        if (head != null) {
            write(head, identity);
        }
        ByteBuffer frame = ByteBuffer.allocate(AROUND + length);
        frame.putInt(frame.capacity() - 4)
                .putInt(CALL)
                .putInt(METHOD.length)
                .put(METHOD)
                .putInt(0);
        frame.put(LIST).putShort((short) 1).put(STRUCT).putInt(events);
        frame.put(bytes, rest, length - rest).put(bytes, 0, rest).put(STOP);
        Parcel parcel = new Parcel(frame.array(), events);
        first = null;
        events = 0;
        length = 0;
        return parcel;
    }

    private void check(Event event) {
        if (event.value() == null) {
            throw ConnectorException.malformed("An event cannot be sent: it has no value", null);
        }
        if (event.key() != null && keyHeader == null) {
            throw ConnectorException.malformed(
                    "An event cannot be sent: it has a key, and option 'keyHeader' does not say which header takes it",
                    null);
        }
        for (Header header : event.headers()) {
            if (header.value() == null) {
                throw ConnectorException.malformed(
                        "An event cannot be sent: its header '" + header.name() + "' has no value", null);
            }
        }
    }

    private void write(Event event, List<byte[]> identity) {
        byte[] key = event.key();
        int count = event.headers().size() + 1 + (key == null ? 0 : 1) + identity.size();
        tag(MAP, 1);
        room(6);
        bytes[length++] = STRING;
        bytes[length++] = STRING;
        number(count);
        text(TIMESTAMP);
        text(Long.toString(Math.floorDiv(event.timestampMicros(), 1_000L)).getBytes(UTF_8));
        if (key != null && keyHeader != null) {
            text(keyHeader);
            text(key);
        }
        if (!identity.isEmpty()) {
            text(SENDER);
            text(identity.get(0));
            text(BATCH);
            text(identity.get(1));
        }
        for (Header header : event.headers()) {
            text(header.name().getBytes(UTF_8));
            text(header.value());
        }
        tag(STRING, 2);
        text(event.value());
        room(1);
        bytes[length++] = STOP;
    }

    private void tag(byte type, int field) {
        room(3);
        bytes[length++] = type;
        bytes[length++] = 0;
        bytes[length++] = (byte) field;
    }

    private void text(byte @Nullable [] text) {
        byte[] there = text == null ? new byte[0] : text;
        room(there.length + 4);
        number(there.length);
        System.arraycopy(there, 0, bytes, length, there.length);
        length += there.length;
    }

    private void number(int number) {
        for (int shift = 24; shift >= 0; shift -= 8) {
            bytes[length++] = (byte) (number >>> shift);
        }
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(length, more), 2 * bytes.length));
        }
    }
}
