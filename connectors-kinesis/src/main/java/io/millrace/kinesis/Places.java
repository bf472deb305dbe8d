package io.millrace.kinesis;

import software.amazon.awssdk.services.kinesis.model.Record;

/** Positions of records. */
final class Places {
    private Places() {}

    static long arrival(Record record) {
        return record.approximateArrivalTimestamp().toEpochMilli();
    }

    static Position before(Record record) {
        return Position.at(record.sequenceNumber(), 0, arrival(record));
    }

    static Position after(Record record) {
        return Position.after(record.sequenceNumber(), arrival(record));
    }
}
