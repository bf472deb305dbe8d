package io.millrace.flink;

import io.millrace.sender.Parcel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** Batches in Flink's state: the number of events, then the request. */
final class ParcelSerializer implements SimpleVersionedSerializer<Parcel> {
    private static final int VERSION = 1;

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(Parcel parcel) {
        return ByteBuffer.allocate(Integer.BYTES + parcel.frame().length)
                .putInt(parcel.events())
                .put(parcel.frame())
                .array();
    }

    @Override
    public Parcel deserialize(int version, byte[] serialized) throws IOException {
        if (version != VERSION) {
            throw new IOException(
                    "A batch in Flink's state has version " + version + ", and this program reads version " + VERSION
                            + "; run the job with the newer version of Millrace that wrote it");
        }
        return new Parcel(
                Arrays.copyOfRange(serialized, Integer.BYTES, serialized.length),
                ByteBuffer.wrap(serialized).getInt());
    }
}
