package io.millrace.hbase;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.hbase.util.Bytes;

/**
 * The row keys from one (inclusive) to another (exclusive), in the order of unsigned bytes.
 *
 * @param start the first key; empty for the first of all
 * @param stop the key after the last; empty for no end
 */
record ByteRange(byte[] start, byte[] stop) {
    private static final byte[] NONE = {};
    private static final HexFormat HEX = HexFormat.of();

    /** All keys. */
    static final ByteRange ALL = new ByteRange(NONE, NONE);

    /** One key. */
    static ByteRange point(byte[] key) {
        return new ByteRange(key, after(key));
    }

    /** All keys that begin so. */
    static ByteRange prefix(byte[] prefix) {
        return new ByteRange(prefix, afterPrefix(prefix));
    }

    /** The key that comes right after another. */
    static byte[] after(byte[] key) {
        return Arrays.copyOf(key, key.length + 1);
    }

    /** The first key that is behind all that begin so; empty if there is none. */
    static byte[] afterPrefix(byte[] prefix) {
        for (int i = prefix.length - 1; i >= 0; i--) {
            if (prefix[i] != -1) {
                byte[] next = Arrays.copyOf(prefix, i + 1);
                next[i]++;
                return next;
            }
        }
        return NONE;
    }

    /** What is in both; empty if nothing is. */
    Optional<ByteRange> and(ByteRange other) {
        byte[] from = Bytes.compareTo(start, other.start) >= 0 ? start : other.start;
        byte[] to = compareStops(stop, other.stop) <= 0 ? stop : other.stop;
        return to.length == 0 || Bytes.compareTo(from, to) < 0
                ? Optional.of(new ByteRange(from, to))
                : Optional.empty();
    }

    /** These keys behind a prefix. */
    ByteRange behind(byte[] prefix) {
        return new ByteRange(
                Bytes.add(prefix, start), stop.length == 0 ? afterPrefix(prefix) : Bytes.add(prefix, stop));
    }

    /** The ranges in order, those that touch joined. */
    static List<ByteRange> joined(List<ByteRange> ranges) {
        List<ByteRange> sorted = new ArrayList<>(ranges);
        sorted.sort(Comparator.comparing(ByteRange::start, Bytes.BYTES_COMPARATOR));
        List<ByteRange> joined = new ArrayList<>();
        for (ByteRange range : sorted) {
            ByteRange last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
            if (last != null && (last.stop.length == 0 || Bytes.compareTo(range.start, last.stop) <= 0)) {
                byte[] end = compareStops(last.stop, range.stop) >= 0 ? last.stop : range.stop;
                joined.set(joined.size() - 1, new ByteRange(last.start, end));
            } else {
                joined.add(range);
            }
        }
        return joined;
    }

    /** As text. */
    String text() {
        return HEX.formatHex(start) + ":" + HEX.formatHex(stop);
    }

    /** What {@link #text} said. */
    static ByteRange of(String text) {
        int colon = text.indexOf(':');
        return new ByteRange(HEX.parseHex(text.substring(0, colon)), HEX.parseHex(text.substring(colon + 1)));
    }

    private static int compareStops(byte[] one, byte[] other) {
        if (one.length == 0 || other.length == 0) {
            return Integer.compare(other.length, one.length) == 0 ? 0 : one.length == 0 ? 1 : -1;
        }
        return Bytes.compareTo(one, other);
    }
}
