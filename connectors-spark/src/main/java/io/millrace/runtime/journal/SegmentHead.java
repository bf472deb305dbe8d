package io.millrace.runtime.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * What a segment begins with, in a fixed number of bytes: all that planning needs.
 *
 * @param writer who sealed the segment; no two writers share an id
 * @param first the position of the first event: the number of events of this partition in the segments before
 * @param count how many events; 0 in the mark that a new writer puts behind the segments of its predecessor
 * @param bytes the length of the body
 * @param sealedMicros when it was sealed, in microseconds since 1970-01-01T00:00:00Z
 * @param identified whether an {@link IdentityTable} follows, which is what makes it version 2
 */
record SegmentHead(UUID writer, long first, int count, long bytes, long sealedMicros, boolean identified) {
    static final int LENGTH = 4 + 4 + 16 + 8 + 4 + 8 + 8 + 4;

    /** {@code MRJS}: Millrace, journal, segment. */
    private static final int MAGIC = 0x4D524A53;

    private static final int PLAIN = 1;
    private static final int IDENTIFIED = 2;

    SegmentHead {
        if (first < 0 || count < 0 || bytes < 0) {
            throw new IllegalArgumentException("No segment has " + count + " events from " + first + " in " + bytes);
        }
    }

    /** The position after the last event. */
    long end() {
        return first + count;
    }

    byte[] encoded() {
        ByteBuffer out = ByteBuffer.allocate(LENGTH);
        out.putInt(MAGIC).putInt(identified ? IDENTIFIED : PLAIN);
        out.putLong(writer.getMostSignificantBits()).putLong(writer.getLeastSignificantBits());
        out.putLong(first).putInt(count).putLong(bytes).putLong(sealedMicros);
        out.putInt(check(out.array()));
        return out.array();
    }

    /**
     * Reads a head.
     *
     * @throws DamagedSegmentException if it is none
     */
    static SegmentHead decoded(byte[] bytes, String file) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (bytes.length < LENGTH || in.getInt() != MAGIC) {
            throw new DamagedSegmentException(file, "it does not begin as a segment does");
        }
        int version = in.getInt();
        if (version != PLAIN && version != IDENTIFIED) {
            throw new DamagedSegmentException(
                    file,
                    "its format is version " + version + ", and this program reads versions " + PLAIN + " and "
                            + IDENTIFIED + "; a newer one wrote it");
        }
        if (in.getInt(LENGTH - 4) != check(bytes)) {
            throw new DamagedSegmentException(file, "the checksum of its head is wrong");
        }
        UUID writer = new UUID(in.getLong(), in.getLong());
        return new SegmentHead(writer, in.getLong(), in.getInt(), in.getLong(), in.getLong(), version == IDENTIFIED);
    }

    private static int check(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, LENGTH - 4);
        return (int) crc.getValue();
    }
}
