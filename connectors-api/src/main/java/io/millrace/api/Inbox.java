package io.millrace.api;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where a push connector hands over its events. Safe for many threads. */
public interface Inbox {
    /**
     * Takes the events and returns once all of them are durable; the return is the acknowledgement. Blocks while the
     * framework cannot keep up: blocking is the back-pressure.
     *
     * @throws IOException if the events may not be durable; none of them may be acknowledged to the sender
     */
    void put(List<Event> events) throws IOException, InterruptedException;

    /**
     * When a predecessor of this inbox last made events durable, by that one's clock; empty if there was none, or nobody knows.
     * Some of what was sent since may be in neither.
     */
    default Optional<Instant> lastBefore() {
        return Optional.empty();
    }

    /**
     * Takes batches as {@link #put} does, and each of them once: one that is durable already is acknowledged and not taken
     * again. An inbox that remembers no identities takes them as any other events; whoever wraps one passes all calls on.
     *
     * @throws IOException if one of the batches may not be durable; none of them may be acknowledged to the sender
     */
    default void putOnce(List<Identified> batches) throws IOException, InterruptedException {
        List<Event> events = new ArrayList<>();
        batches.forEach(batch -> events.addAll(batch.events()));
        put(events);
    }
}
