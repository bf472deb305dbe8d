package io.millrace.flink;

import io.millrace.api.Event;
import java.io.Serializable;
import org.apache.flink.api.connector.sink2.SinkWriter;

/**
 * Makes an event of an element of a stream. Serialized with the job; used by one thread at a time.
 *
 * @param <T> the type of the stream's elements
 */
@FunctionalInterface
public interface EventSerializer<T> extends Serializable {
    /**
     * The event; its position is of no account. It needs a value, and a key only with option {@code keyHeader}.
     *
     * @param context tells the element's own timestamp and the watermark
     */
    Event event(T element, SinkWriter.Context context);
}
