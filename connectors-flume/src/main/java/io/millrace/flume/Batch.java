package io.millrace.flume;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.api.Event;
import io.millrace.api.Header;
import io.millrace.api.Identified;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The events of one request, as they are taken out of it. Their memory is taken from {@link WaitingBytes} before they are made,
 * and given back when the batch is closed. One thread.
 */
final class Batch implements AutoCloseable {
    /** What an event or a header takes on the heap beside its bytes, about. */
    private static final int OVERHEAD = 64;
    /** Memory is taken in pieces of this size at least: all senders take from one counter. */
    private static final int PIECE = 16 << 10;

    private static final String TIMESTAMP = "timestamp";
    private static final int LONGEST_MILLIS = 15;

    private final Limits limits;
    private final WaitingBytes waiting;
    private final @Nullable String keyHeader;
    private final long arrivalMicros = System.currentTimeMillis() * 1_000;
    private final List<Event> events = new ArrayList<>();
    private final Identities identities = new Identities();
    private List<Header> headers = List.of();
    private long eventSize;
    private long held;
    private long used;

    Batch(Limits limits, WaitingBytes waiting, @Nullable String keyHeader) {
        this.limits = limits;
        this.waiting = waiting;
        this.keyHeader = keyHeader;
    }

    /** Makes room for so many bytes of the event at hand: a name, a value or a body. To be called before they are copied. */
    void room(int bytes) throws Refusal {
        eventSize += bytes;
        if (eventSize > limits.eventSize()) {
            throw new Refusal(
                    Refusals.Reason.EVENT_SIZE,
                    "an event of more than maxEventSize=" + limits.eventSize()
                            + " bytes; raise that limit, or drop such events at the agent");
        }
        used += bytes + OVERHEAD;
        if (used > held && !take(Math.max(PIECE, used - held)) && !take(used - held)) {
            throw waiting.refusal();
        }
    }

    void header(byte[] name, byte[] value) {
        if (headers.isEmpty()) {
            headers = new ArrayList<>();
        }
        headers.add(new Header(new String(name, UTF_8), value));
    }

    /** Ends the event at hand. */
    void event(byte[] body) throws Refusal {
        if (events.size() >= limits.batchEvents()) {
            throw new Refusal(
                    Refusals.Reason.BATCH_EVENTS,
                    "a batch of more than maxBatchEvents=" + limits.batchEvents()
                            + " events; lower the batch size of the sink");
        }
        byte[] key = null;
        long timestampMicros = arrivalMicros;
        boolean identified = false;
        for (Header header : headers) {
            identified |= header.name().startsWith(Identities.PREFIX);
            if (header.name().equals(keyHeader)) {
                key = header.value();
            }
            if (header.name().equals(TIMESTAMP)) {
                timestampMicros = micros(header.value(), arrivalMicros);
            }
        }
        if (identified) {
            events.add(identified(key, body, timestampMicros));
        } else {
            Event event = Event.of(key, body, headers, timestampMicros, "");
            identities.add(null, null, event);
            events.add(event);
        }
        headers = List.of();
        eventSize = 0;
    }

    List<Event> events() {
        return events;
    }

    /** The events as batches with an identity; empty if they have none. */
    List<Identified> identified() throws Refusal {
        return identities.batches(events.size());
    }

    @Override
    public void close() {
        waiting.give(held);
        held = 0;
    }

    /** An event without the headers that are there for its delivery alone. */
    private Event identified(byte @Nullable [] key, byte[] body, long timestampMicros) throws Refusal {
        byte[] sender = null;
        byte[] batch = null;
        List<Header> others = new ArrayList<>(headers.size());
        for (Header header : headers) {
            switch (header.name()) {
                case Identities.SENDER -> sender = header.value();
                case Identities.BATCH -> batch = header.value();
                default -> others.add(header);
            }
        }
        Event event = Event.of(key, body, others, timestampMicros, "");
        identities.add(sender, batch, event);
        return event;
    }

    private boolean take(long bytes) {
        if (!waiting.take(bytes)) {
            return false;
        }
        held += bytes;
        return true;
    }

    /** What interceptors write: milliseconds since 1970 in digits. */
    private static long micros(byte @Nullable [] millis, long otherwise) {
        if (millis == null || millis.length == 0 || millis.length > LONGEST_MILLIS) {
            return otherwise;
        }
        for (byte digit : millis) {
            if (digit < '0' || digit > '9') {
                return otherwise;
            }
        }
        return Long.parseLong(new String(millis, ISO_8859_1)) * 1_000;
    }
}
