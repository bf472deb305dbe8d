package io.millrace.flink;

import io.millrace.sender.SenderOptions;
import java.util.Map;
import org.apache.flink.api.connector.sink2.Sink;

/** Sinks that hand events over to the receivers of a Spark query, by options in Millrace's own words. */
public final class MillraceSink {
    private MillraceSink() {}

    /**
     * A sink that sends events as they come. At each checkpoint it waits until all of them are durable, so nothing is lost; what
     * was sent since the last checkpoint is sent again after a failure, and is there twice then.
     *
     * @throws io.millrace.api.ConnectorException with kind {@code SETTINGS} and all faults in its message
     */
    public static <T> Sink<T> atLeastOnce(Map<String, String> options, EventSerializer<T> serializer) {
        return new AtLeastOnceSink<>(SenderOptions.read(options).asMap(), serializer);
    }

    /**
     * A sink that keeps the events of a checkpoint in Flink's state and sends them once the checkpoint is complete, in batches
     * that bear an identity: whatever fails, each event is read once. Events come when their checkpoint does; a task that holds
     * many of one checkpoint takes more of them slowly, see option {@code maxCheckpointBytes}. Without checkpoints nothing is ever sent.
     *
     * @throws io.millrace.api.ConnectorException with kind {@code SETTINGS} and all faults in its message
     */
    public static <T> Sink<T> exactlyOnce(Map<String, String> options, EventSerializer<T> serializer) {
        return new ExactlyOnceSink<>(SenderOptions.read(options).asMap(), serializer);
    }
}
