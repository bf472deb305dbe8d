package io.millrace.api;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A batch that its sender may send again under the same identity, whole and with the same events, when it does not know what
 * became of it. A sender must never use an identity for two batches that differ.
 *
 * @param sender the sender's name, at most {@link #LONGEST_SENDER} bytes of UTF-8
 * @param number the batch's number among those of the sender; consecutive numbers are the cheapest to remember
 * @param events its events
 */
public record Identified(String sender, long number, List<Event> events) {
    /** The most bytes of a sender's name. */
    public static final int LONGEST_SENDER = 256;

    /** Checks the name and copies the list. */
    public Identified {
        if (sender.isEmpty() || sender.getBytes(StandardCharsets.UTF_8).length > LONGEST_SENDER) {
            throw new IllegalArgumentException("A sender's name has from 1 to " + LONGEST_SENDER + " bytes, not "
                    + sender.getBytes(StandardCharsets.UTF_8).length);
        }
        events = List.copyOf(events);
    }
}
