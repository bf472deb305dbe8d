package io.millrace.runtime.journal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
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
        long[] numbers = directory.names().stream()
                .filter(name -> name.endsWith(END))
                .mapToLong(name -> Long.parseLong(name.substring(0, name.length() - END.length())))
                .sorted()
                .toArray();
        // A segment is begun when those before it are there.
        int last = numbers.length - 1;
        return last >= 0 && !directory.isSeen(name(numbers[last])) ? Arrays.copyOf(numbers, last) : numbers;
    }

    /** Finishes what another writer has written as a whole. */
    void settle() throws IOException {
        directory.settle(SegmentFiles::isWhole);
    }

    /** Does the same, and removes what another writer left half-written. */
    void sweep() throws IOException {
        directory.sweep(SegmentFiles::isWhole);
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
            return in == null ? null : read(in, place(number));
        }
    }

    /** What a segment says of identities, without its events; null if it says nothing or is not there. */
    @Nullable
    IdentityTable identities(long number) throws IOException {
        try (InputStream in = directory.open(name(number))) {
            if (in == null) {
                return null;
            }
            SegmentHead head = SegmentHead.decoded(in.readNBytes(SegmentHead.LENGTH), place(number));
            return head.identified() ? IdentityTable.decoded(table(in, place(number)), number) : null;
        }
    }

    /**
     * Seals a segment: from the return on it is there as a whole, durably.
     *
     * @param table what it says of identities; null if the head says that there is none
     */
    void seal(long number, SegmentHead head, @Nullable IdentityTable table, List<EventBuffer> events)
            throws IOException {
        byte[] identities = table == null ? null : table.encoded(number);
        directory.create(name(number), out -> {
            out.write(head.encoded());
            if (identities != null) {
                CRC32C crc = new CRC32C();
                crc.update(identities);
                out.write(number(identities.length));
                out.write(identities);
                out.write(number((int) crc.getValue()));
            }
            CRC32C crc = new CRC32C();
            for (EventBuffer some : events) {
                some.writeTo(out, crc);
            }
            out.write(number((int) crc.getValue()));
        });
    }

    void delete(long number) throws IOException {
        directory.delete(name(number));
    }

    /** A segment's file, for users to see. */
    String place(long number) {
        return directory + "/" + name(number);
    }

    private static Segment read(InputStream in, String place) throws IOException {
        SegmentHead head = SegmentHead.decoded(in.readNBytes(SegmentHead.LENGTH), place);
        if (head.identified()) {
            table(in, place);
        }
        byte[] body = in.readNBytes((int) head.bytes());
        byte[] check = in.readNBytes(Integer.BYTES);
        if (check.length < Integer.BYTES) {
            throw new DamagedSegmentException(place, "it ends early");
        }
        CRC32C crc = new CRC32C();
        crc.update(body);
        if (ByteBuffer.wrap(check).getInt() != (int) crc.getValue()) {
            throw new DamagedSegmentException(place, "the checksum of its events is wrong");
        }
        return new Segment(head, body);
    }

    private static boolean isWhole(InputStream in) throws IOException {
        try {
            var unused = read(in, "segment");
            return true;
        } catch (DamagedSegmentException e) {
            return false;
        }
    }

    private static byte[] table(InputStream in, String place) throws IOException {
        byte[] length = in.readNBytes(Integer.BYTES);
        byte[] table = length.length < Integer.BYTES
                ? length
                : in.readNBytes(Math.max(0, ByteBuffer.wrap(length).getInt()));
        byte[] check = in.readNBytes(Integer.BYTES);
        CRC32C crc = new CRC32C();
        crc.update(table);
        if (check.length < Integer.BYTES || ByteBuffer.wrap(check).getInt() != (int) crc.getValue()) {
            throw new DamagedSegmentException(place, "the checksum of its identities is wrong");
        }
        return table;
    }

    private static byte[] number(int number) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
    }

    private static String name(long number) {
        return String.format(Locale.ROOT, "%020d%s", number, END);
    }
}
