package io.millrace.flume;

import io.millrace.api.Event;
import io.millrace.api.Identified;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the events of a request into the batches whose identity stands in their headers: in those of the first event at least,
 * which says how many events follow; the others may repeat it. Without the count a part of a batch that was cut on its way would
 * be taken for the whole, and the rest for a repeat. One thread.
 */
final class Identities {
    /** What the names of both headers begin with. */
    static final String PREFIX = "millrace-";

    /** The header with the name of the sender. */
    static final String SENDER = PREFIX + "sender";

    /** The header with the number of the batch and, behind a slash, how many events it has; without that it has one. */
    static final String BATCH = PREFIX + "batch";

    private static final Pattern NUMBER = Pattern.compile("(-?\\d{1,18})(?:/([1-9]\\d{0,8}))?");

    private final List<Identified> whole = new ArrayList<>();
    private List<Event> open = new ArrayList<>();
    private String sender = "";
    private String batch = "";
    private long number;
    private int size;
    private int events;

    /** Adds an event; one without either header belongs to the batch that is not whole yet, or to none. */
    void add(byte @Nullable [] senderBytes, byte @Nullable [] batchBytes, Event event) throws Refusal {
        if (senderBytes == null && batchBytes == null) {
            if (!open.isEmpty()) {
                append(event);
            }
            return;
        }
        if (senderBytes == null || batchBytes == null) {
            throw refusal("an event with one of the headers " + SENDER + " and " + BATCH + ", and without the other");
        }
        String eventSender = new String(senderBytes, StandardCharsets.UTF_8);
        String eventBatch = new String(batchBytes, StandardCharsets.UTF_8);
        if (open.isEmpty()) {
            begin(eventSender, eventBatch);
        } else if (!eventSender.equals(sender) || !eventBatch.equals(batch)) {
            throw cut();
        }
        append(event);
    }

    private void append(Event event) {
        open.add(event);
        events++;
        if (open.size() == size) {
            whole.add(new Identified(sender, number, open));
            open = new ArrayList<>();
        }
    }

    /** The batches of a request of so many events, each of which is whole; none if no event bears an identity. */
    List<Identified> batches(int eventsOfRequest) throws Refusal {
        if (events == 0) {
            return whole;
        }
        if (events < eventsOfRequest) {
            throw refusal("a request of " + eventsOfRequest + " events, of which " + events
                    + " have an identity; either all have one or none");
        }
        if (!open.isEmpty()) {
            throw cut();
        }
        return whole;
    }

    private void begin(String eventSender, String eventBatch) throws Refusal {
        Matcher matcher = NUMBER.matcher(eventBatch);
        if (!matcher.matches()) {
            throw refusal("an event whose header " + BATCH + " is not NUMBER or NUMBER/EVENTS, such as 17/1000");
        }
        if (eventSender.isEmpty() || eventSender.getBytes(StandardCharsets.UTF_8).length > Identified.LONGEST_SENDER) {
            throw refusal("an event whose header " + SENDER + " does not have from 1 to " + Identified.LONGEST_SENDER
                    + " bytes");
        }
        sender = eventSender;
        batch = eventBatch;
        number = Long.parseLong(matcher.group(1));
        String count = matcher.group(2);
        size = count == null ? 1 : Integer.parseInt(count);
    }

    private Refusal cut() {
        return refusal("batch " + batch + " of '" + sender + "', of which " + open.size()
                + " events came together; send a batch with an identity as one request");
    }

    private static Refusal refusal(String what) {
        return new Refusal(Refusals.Reason.IDENTITY, what);
    }
}
