package io.millrace.runtime.journal;

import java.io.IOException;

/** The partition of a journal is no longer this writer's: it must stop, and its receiver start anew. */
final class FencedException extends IOException {
    private static final long serialVersionUID = 1;

    private FencedException(String message) {
        super(message);
    }

    static FencedException takenOver(String place) {
        return new FencedException(
                "Another receiver has taken over: " + place + " was sealed by it. This receiver stops,"
                        + " and nothing that it was handed since may be acknowledged; senders find the other one. If this comes"
                        + " again and again, two queries use one journal: give each its own in option 'journal'");
    }

    static FencedException removed(String place) {
        return new FencedException(
                "The journal was removed while it was written: " + place + " is gone. This receiver stops"
                        + " and starts anew, and nothing that it was handed since may be acknowledged");
    }
}
