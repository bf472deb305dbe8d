package io.millrace.api;

import java.io.IOException;
import java.util.List;

/** Where a push connector hands over its events. Safe for many threads. */
public interface Inbox {
    /**
     * Takes the events and returns once all of them are durable; the return is the acknowledgement. Blocks while the
     * framework cannot keep up: blocking is the back-pressure.
     *
     * @throws IOException if the events may not be durable; none of them may be acknowledged to the sender
     */
    void put(List<Event> events) throws IOException, InterruptedException;
}
