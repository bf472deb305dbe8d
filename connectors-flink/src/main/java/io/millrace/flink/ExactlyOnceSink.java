package io.millrace.flink;

import io.millrace.sender.Parcel;
import io.millrace.sender.SenderOptions;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** Sends the events of a checkpoint when it is complete, under an identity. */
final class ExactlyOnceSink<T> implements Sink<T>, SupportsCommitter<Parcel> {
    private static final long serialVersionUID = 1;

    private final TreeMap<String, String> options;
    private final EventSerializer<T> serializer;

    ExactlyOnceSink(Map<String, String> options, EventSerializer<T> serializer) {
        this.options = new TreeMap<>(options);
        this.serializer = serializer;
    }

    /**
     * A writer under a name that no writer had before: one that goes back to an older checkpoint would else give numbers that were
     * given to other events.
     */
    @Override
    public SinkWriter<T> createWriter(WriterInitContext context) {
        String name = "flink/" + context.getJobInfo().getJobId() + "/"
                + context.getTaskInfo().getIndexOfThisSubtask() + "/" + UUID.randomUUID();
        return new PackingWriter<>(SenderOptions.read(options), serializer, name, context.metricGroup());
    }

    @Override
    public Committer<Parcel> createCommitter(CommitterInitContext context) {
        return new SendingCommitter(SenderOptions.read(options));
    }

    @Override
    public SimpleVersionedSerializer<Parcel> getCommittableSerializer() {
        return new ParcelSerializer();
    }
}
