package io.millrace.kinesis;

import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.model.Record;

/**
 * The answer to one call for records.
 *
 * @param records the records, in the order of their sequence numbers
 * @param next where to ask next; null at the end of a closed shard
 * @param caughtUp whether there was no more when it was asked: an empty page alone says nothing
 */
record Page(List<Record> records, @Nullable String next, boolean caughtUp) {
    Page {
        records = List.copyOf(records);
    }

    boolean isEmpty() {
        return records.isEmpty();
    }

    Record last() {
        return records.get(records.size() - 1);
    }
}
