package io.millrace.kinesis;

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
import java.util.List;
import java.util.Set;

/**
 * Amazon Kinesis as an input: {@code kinesis}. Partition ids are {@code stream/shardId}, positions are those of {@link Position},
 * the identity is a stream's ARN and time of creation. No lease table and no other store is needed: ends are in the offsets.
 */
public final class KinesisInput implements LiveLogConnector, NativeColumns {
    private static final List<NativeColumn> NATIVE = List.of(
            new NativeColumn("data", "BINARY", Source.VALUE),
            new NativeColumn("streamName", "STRING", Source.STREAM),
            new NativeColumn("partitionKey", "STRING", Source.KEY),
            new NativeColumn(KinesisEvent.SEQUENCE, "STRING", Source.ATTRIBUTE),
            new NativeColumn("approximateArrivalTimestamp", "TIMESTAMP", Source.TIMESTAMP),
            new NativeColumn("shardId", "STRING", Source.PART),
            new NativeColumn(KinesisEvent.HASH_KEY, "STRING", Source.ATTRIBUTE));

    /** Made by {@link java.util.ServiceLoader}. */
    public KinesisInput() {}

    @Override
    public String name() {
        return "kinesis";
    }

    @Override
    public OptionSet options() {
        return InputOptions.ALL;
    }

    @Override
    public Log open(Options options) throws IOException {
        Consumers.check(options);
        return Streams.open(options);
    }

    @Override
    public RangeReader read(Range range, Set<Field> fields, Options options) {
        return KinesisRangeReader.open(range, options);
    }

    @Override
    public Tail tail(String partition, String start, Set<Field> fields, Options options) throws IOException {
        return KinesisTail.open(partition, start, options);
    }

    @Override
    public List<NativeColumn> nativeColumns(Options options) {
        return NATIVE;
    }
}
