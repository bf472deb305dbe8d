package io.millrace.kafka;

import io.millrace.api.Header;
import io.millrace.api.NumberedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** An event that is a view of a record; parts that a query does not ask for are never made. */
final class KafkaEvent implements NumberedEvent {
    /** The name of the attribute that says who set the timestamp: 0 the producer, 1 the broker. */
    static final String TIMESTAMP_TYPE = "timestampType";

    private static final Map<String, Object> CREATED = Map.of(TIMESTAMP_TYPE, TimestampType.CREATE_TIME.id);
    private static final Map<String, Object> APPENDED = Map.of(TIMESTAMP_TYPE, TimestampType.LOG_APPEND_TIME.id);
    private static final Map<String, Object> NEITHER = Map.of(TIMESTAMP_TYPE, TimestampType.NO_TIMESTAMP_TYPE.id);

    private final ConsumerRecord<byte[], byte[]> record;

    KafkaEvent(ConsumerRecord<byte[], byte[]> record) {
        this.record = record;
    }

    @Override
    public byte @Nullable [] key() {
        return record.key();
    }

    @Override
    public byte @Nullable [] value() {
        return record.value();
    }

    @Override
    public List<Header> headers() {
        org.apache.kafka.common.header.Header[] all = record.headers().toArray();
        if (all.length == 0) {
            return List.of();
        }
        List<Header> headers = new ArrayList<>(all.length);
        for (org.apache.kafka.common.header.Header header : all) {
            headers.add(new Header(header.key(), header.value()));
        }
        return headers;
    }

    @Override
    public long timestampMicros() {
        return record.timestamp() * 1000;
    }

    @Override
    public long number() {
        return record.offset();
    }

    @Override
    public Map<String, Object> attributes() {
        return switch (record.timestampType()) {
            case CREATE_TIME -> CREATED;
            case LOG_APPEND_TIME -> APPENDED;
            case NO_TIMESTAMP_TYPE -> NEITHER;
        };
    }
}
