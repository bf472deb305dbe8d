package io.millrace.files.write;

import java.io.Serializable;
import java.util.Comparator;
import java.util.Locale;

/**
 * A step in the life of a query: the rows of an epoch (part 0), or the compaction behind it (part 1). Ordered by time.
 *
 * @param epoch the epoch, from 0
 * @param part 0 or 1
 */
record Version(long epoch, int part) implements Comparable<Version>, Serializable {
    private static final Comparator<Version> ORDER =
            Comparator.comparingLong(Version::epoch).thenComparingInt(Version::part);

    Version {
        if (epoch < 0 || part < 0 || part > 9) {
            throw new IllegalArgumentException("no version: epoch " + epoch + ", part " + part);
        }
    }

    static Version ofRows(long epoch) {
        return new Version(epoch, 0);
    }

    static Version of(String epoch, String part) {
        return new Version(Long.parseLong(epoch), Integer.parseInt(part));
    }

    Version ofCompaction() {
        return new Version(epoch, 1);
    }

    @Override
    public int compareTo(Version other) {
        return ORDER.compare(this, other);
    }

    /** As it stands in names of files, which sort as versions do. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%019d-%d", epoch, part);
    }
}
