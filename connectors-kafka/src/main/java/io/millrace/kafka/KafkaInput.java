package io.millrace.kafka;

import io.millrace.api.Field;
import io.millrace.api.LiveLogConnector;
import io.millrace.api.Log;
import io.millrace.api.NativeColumn;
import io.millrace.api.NativeColumn.Source;
import io.millrace.api.NativeColumns;
import io.millrace.api.OptionSet;
import io.millrace.api.Options;
import io.millrace.api.Range;
import io.millrace.api.RangeReader;
import io.millrace.api.Tail;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Kafka as an input: {@code kafka}. Partition ids are {@code topic/number}, positions are offsets, identities are topic ids. No
 * consumer group is joined, so nothing is ever rebalanced.
 */
public final class KafkaInput implements LiveLogConnector, NativeColumns {
    /** Made by {@link java.util.ServiceLoader}. */
    public KafkaInput() {}

    @Override
    public String name() {
        return "kafka";
    }

    @Override
    public OptionSet options() {
        return InputOptions.ALL;
    }

    @Override
    public Log open(Options options) throws IOException {
        return KafkaLog.open(options);
    }

    @Override
    public RangeReader read(Range range, Set<Field> fields, Options options) throws IOException {
        return KafkaRangeReader.open(ConsumerPool.SHARED, range, fields, options);
    }

    @Override
    public Tail tail(String partition, String start, Set<Field> fields, Options options) throws IOException {
        return KafkaTail.open(ConsumerPool.SHARED, partition, start, fields, options);
    }

    @Override
    public List<NativeColumn> nativeColumns(Options options) {
        List<NativeColumn> columns = new ArrayList<>(List.of(
                new NativeColumn("key", "BINARY", Source.KEY),
                new NativeColumn("value", "BINARY", Source.VALUE),
                new NativeColumn("topic", "STRING", Source.STREAM),
                new NativeColumn("partition", "INT", Source.PART),
                new NativeColumn("offset", "BIGINT", Source.POSITION),
                new NativeColumn("timestamp", "TIMESTAMP", Source.TIMESTAMP),
                new NativeColumn(KafkaEvent.TIMESTAMP_TYPE, "INT", Source.ATTRIBUTE)));
        if (options.value(InputOptions.INCLUDE_HEADERS)) {
            columns.add(new NativeColumn("headers", "ARRAY<STRUCT<key: STRING, value: BINARY>>", Source.HEADERS));
        }
        return columns;
    }
}
