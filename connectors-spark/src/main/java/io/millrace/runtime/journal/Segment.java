package io.millrace.runtime.journal;

import io.millrace.api.NumberedEvent;

/** A sealed segment whose checksums are right, with its events handed out one after another. Used by one thread. */
final class Segment {
    private final SegmentHead head;
    private final byte[] body;
    private final EventParts parts;
    private long next;

    Segment(SegmentHead head, byte[] body) {
        this.head = head;
        this.body = body;
        this.parts = new EventParts(body, 0);
        this.next = head.first();
    }

    SegmentHead head() {
        return head;
    }

    boolean hasNext() {
        return next < head.end();
    }

    NumberedEvent next() {
        int start = parts.place();
        parts.skipEvent();
        return new JournalEvent(body, start, next++);
    }

    /** Leaves out the events before a position, or all. */
    void skipTo(long position) {
        for (long until = Math.min(position, head.end()); next < until; next++) {
            parts.skipEvent();
        }
    }
}
