package io.millrace.runtime.journal;

import java.io.IOException;

/** Another receiver has taken over a partition of a journal: whoever wrote it before must stop. */
final class FencedException extends IOException {
    private static final long serialVersionUID = 1;

    FencedException(String place) {
        super("Another receiver has taken over: " + place
                + " was sealed by it. This receiver stops, and nothing that it was"
                + " handed since may be acknowledged; senders find the other one. If this comes again and again, two queries"
                + " use one journal: give each its own in option 'journal'");
    }
}
