package io.millrace.spark.dstream;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.millrace.api.Header;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Kryo's way with an event: it knows no records by itself. Kryo makes it by reflection. */
public final class StreamEventSerializer extends Serializer<StreamEvent> {
    /** For Kryo. */
    public StreamEventSerializer() {
        super(false, true);
    }

    @Override
    public void write(Kryo kryo, Output out, StreamEvent event) {
        out.writeString(event.stream());
        out.writeString(event.partition());
        out.writeString(event.position());
        write(out, event.key());
        write(out, event.value());
        out.writeLong(event.timestampMicros());
        out.writeInt(event.headers().size(), true);
        for (Header header : event.headers()) {
            out.writeString(header.name());
            write(out, header.value());
        }
    }

    @Override
    public StreamEvent read(Kryo kryo, Input in, Class<StreamEvent> type) {
        String stream = in.readString();
        String partition = in.readString();
        String position = in.readString();
        byte[] key = read(in);
        byte[] value = read(in);
        long timestampMicros = in.readLong();
        int count = in.readInt(true);
        List<Header> headers = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            headers.add(new Header(in.readString(), read(in)));
        }
        return new StreamEvent(stream, partition, position, key, value, headers, timestampMicros);
    }

    /** The length is written one higher, so that null is 0. */
    private static void write(Output out, byte @Nullable [] bytes) {
        out.writeInt(bytes == null ? 0 : bytes.length + 1, true);
        if (bytes != null) {
            out.writeBytes(bytes);
        }
    }

    private static byte @Nullable [] read(Input in) {
        int length = in.readInt(true) - 1;
        return length < 0 ? null : in.readBytes(length);
    }
}
