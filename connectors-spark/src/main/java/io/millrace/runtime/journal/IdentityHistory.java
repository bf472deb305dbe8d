package io.millrace.runtime.journal;

import io.millrace.runtime.journal.IdentityTable.Entry;
import java.io.IOException;

/** Reads from the segments of a partition which identified batches came before a place. */
final class IdentityHistory {
    private IdentityHistory() {}

    /**
     * Adds what was remembered of the events below a position.
     *
     * @param number the segment that holds the position, or the newest one if that ends before it
     */
    static void recall(SegmentFiles files, long number, long position, Identities to) throws IOException {
        IdentityTable last = files.identities(number);
        if (last == null) {
            return;
        }
        for (long at = last.snapshot(); at <= number; at++) {
            SegmentHead head = files.head(at);
            IdentityTable table = at == number ? last : files.identities(at);
            if (head == null || table == null) {
                throw new IOException("The segment " + files.place(at) + ", which says what was taken before, is gone"
                        + " or says nothing; only the query may remove segments");
            }
            table.remembered().forEach(to::add);
            for (Entry entry : table.entries()) {
                if (head.first() + entry.first() < position) {
                    to.add(entry.sender(), entry.number(), head.sealedMicros());
                }
            }
        }
    }
}
