package io.millrace.runtime.journal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The segments of one receiver, named by consecutive numbers from 0 on, so that a receiver and its successor cannot both
 * seal the same one. The first ones may be gone. Safe for many threads.
 */
final class SegmentFiles {
    private static final String END = ".segment";

    private final Directory directory;

    SegmentFiles(Directory directory) {
        this.directory = directory;
    }

    Directory directory() {
        return directory;
    }

    /** The numbers of the segments that are there, in order. */
    long[] numbers() throws IOException {
        return directory.names().stream()
                .filter(name -> name.endsWith(END))
                .mapToLong(name -> Long.parseLong(name.substring(0, name.length() - END.length())))
                .sorted()
                .toArray();
    }

    /** The head of a segment; null if it is not there. */
    @Nullable
    SegmentHead head(long number) throws IOException {
        try (InputStream in = directory.open(name(number))) {
            return in == null ? null : SegmentHead.decoded(in.readNBytes(SegmentHead.LENGTH), place(number));
        }
    }

    /** A segment whose checksums are right; null if it is not there. */
    @Nullable
    Segment read(long number) throws IOException {
        try (InputStream in = directory.open(name(number))) {
            if (in == null) {
                return null;
            }
            SegmentHead head = SegmentHead.decoded(in.readNBytes(SegmentHead.LENGTH), place(number));
            byte[] body = in.readNBytes((int) head.bytes());
            byte[] check = in.readNBytes(Integer.BYTES);
            if (check.length < Integer.BYTES) {
                throw new DamagedSegmentException(place(number), "it ends early");
            }
            CRC32C crc = new CRC32C();
            crc.update(body);
            if (ByteBuffer.wrap(check).getInt() != (int) crc.getValue()) {
                throw new DamagedSegmentException(place(number), "the checksum of its events is wrong");
            }
            return new Segment(head, body);
        }
    }

    /** Seals a segment: from the return on it is there as a whole, durably. */
    void seal(long number, SegmentHead head, List<EventBuffer> events) throws IOException {
        directory.create(name(number), out -> {
            out.write(head.encoded());
            CRC32C crc = new CRC32C();
            for (EventBuffer some : events) {
                some.writeTo(out, crc);
            }
            out.write(ByteBuffer.allocate(Integer.BYTES)
                    .putInt((int) crc.getValue())
                    .array());
        });
    }

    void delete(long number) throws IOException {
        directory.delete(name(number));
    }

    /** A segment's file, for users to see. */
    String place(long number) {
        return directory + "/" + name(number);
    }

    private static String name(long number) {
        return String.format(Locale.ROOT, "%020d%s", number, END);
    }
}
