package io.millrace.kinesis;

import io.millrace.api.Event;
import io.millrace.api.Header;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.model.Record;

/** An event as a view of a stored record, or of one of those that were aggregated into it. */
final class KinesisEvent implements Event {
    static final String SEQUENCE = "sequenceNumber";
    static final String HASH_KEY = "explicitHashKey";

    private final Record record;
    private final Aggregate.@Nullable Part part;

    /** An event that is a stored record, or the part of it that is given. */
    KinesisEvent(Record record, Aggregate.@Nullable Part part) {
        this.record = record;
        this.part = part;
    }

    @Override
    public byte[] key() {
        return (part == null ? record.partitionKey() : part.key()).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] value() {
        // The array is the record's own: nobody changes it.
        return part == null ? record.data().asByteArrayUnsafe() : part.data();
    }

    @Override
    public List<Header> headers() {
        return List.of();
    }

    @Override
    public long timestampMicros() {
        return Places.arrival(record) * 1000;
    }

    @Override
    public String position() {
        return place().text();
    }

    @Override
    public Map<String, Object> attributes() {
        Map<String, Object> attributes = new HashMap<>();
        attributes.put(SEQUENCE, record.sequenceNumber());
        if (part != null && part.hashKey() != null) {
            attributes.put(HASH_KEY, part.hashKey());
        }
        return attributes;
    }

    /** The place before this event. */
    Position place() {
        return Position.at(record.sequenceNumber(), part == null ? 0 : part.index(), Places.arrival(record));
    }

    /** The place after this event. */
    Position after() {
        return part == null || part.isLast()
                ? Places.after(record)
                : Position.at(record.sequenceNumber(), part.index() + 1, Places.arrival(record));
    }
}
