package io.millrace.spark.dstream;

import com.esotericsoftware.kryo.DefaultSerializer;
import io.millrace.api.Event;
import io.millrace.api.Header;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An event as an element of a DStream: a copy of its own, which may be shuffled, persisted and kept. Both serializers of
 * Spark take it. Two are equal if all their parts are, arrays by their contents; the arrays are not copied again and must
 * not be changed.
 *
 * @param stream the stream's name; for a push source the connector's
 * @param partition the partition's id, {@code stream/part}; for a push source the receiver's number is the part
 * @param position the event's position in its partition; empty for a push source
 * @param key the key, or null if there is none
 * @param value the payload, or null if there is none
 * @param headers the headers in the order they were written
 * @param timestampMicros when it happened or arrived, in microseconds since 1970
 */
@DefaultSerializer(StreamEventSerializer.class)
public record StreamEvent(
        String stream,
        String partition,
        String position,
        byte @Nullable [] key,
        byte @Nullable [] value,
        List<Header> headers,
        long timestampMicros)
        implements Serializable {
    /** Checks that the names are there. */
    // Not a compact constructor: javac 17 leaves the annotations of its parameters out of the class file.
    public StreamEvent(
            String stream,
            String partition,
            String position,
            byte @Nullable [] key,
            byte @Nullable [] value,
            List<Header> headers,
            long timestampMicros) {
        this.stream = Objects.requireNonNull(stream, "stream");
        this.partition = Objects.requireNonNull(partition, "partition");
        this.position = Objects.requireNonNull(position, "position");
        this.key = key;
        this.value = value;
        this.headers = List.copyOf(headers);
        this.timestampMicros = timestampMicros;
    }

    /** A copy of an event of a log; {@code stream} is told, because it is the same for so many. */
    static StreamEvent of(String stream, String partition, Event event) {
        return new StreamEvent(
                stream,
                partition,
                event.position(),
                event.key(),
                event.value(),
                event.headers(),
                event.timestampMicros());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StreamEvent that
                && timestampMicros == that.timestampMicros
                && stream.equals(that.stream)
                && partition.equals(that.partition)
                && position.equals(that.position)
                && Arrays.equals(key, that.key)
                && Arrays.equals(value, that.value)
                && headers.equals(that.headers);
    }

    @Override
    public int hashCode() {
        return Objects.hash(
                partition, position, Arrays.hashCode(key), Arrays.hashCode(value), headers, timestampMicros);
    }

    /** Where it is and how large: contents may be personal. */
    @Override
    public String toString() {
        return partition + "@" + position + " (key " + size(key) + ", value " + size(value) + ", " + headers.size()
                + " headers)";
    }

    private static String size(byte @Nullable [] bytes) {
        return bytes == null ? "null" : bytes.length + " bytes";
    }
}
