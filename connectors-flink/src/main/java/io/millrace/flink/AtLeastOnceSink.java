package io.millrace.flink;

import io.millrace.sender.SenderOptions;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** Sends events as they come. */
final class AtLeastOnceSink<T> implements Sink<T> {
    private static final long serialVersionUID = 1;

    private final TreeMap<String, String> options;
    private final EventSerializer<T> serializer;

    AtLeastOnceSink(Map<String, String> options, EventSerializer<T> serializer) {
        this.options = new TreeMap<>(options);
        this.serializer = serializer;
    }

    @Override
    public SinkWriter<T> createWriter(WriterInitContext context) {
        return new SendingWriter<>(
                SenderOptions.read(options), serializer, context.getProcessingTimeService(), context.metricGroup());
    }
}
