package io.millrace.runtime.journal;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the segment of a position. It remembers where this process last read each partition, because the next range most
 * often begins near; else it lists the segments and halves its way through their heads. Safe for many threads.
 */
final class SegmentFinder {
    private static final int MOST_REMEMBERED = 10_000;
    private static final int NEAR = 32;
    private static final Map<String, Place> REMEMBERED = new ConcurrentHashMap<>();

    /** Where a segment begins. */
    private record Place(long number, long first) {}

    private SegmentFinder() {}

    /**
     * The number of the last segment that begins at or before a position, 0 if there is none at all, and -1 if the first one
     * that is kept begins behind it.
     */
    static long find(SegmentFiles files, long position) throws IOException {
        Place near = REMEMBERED.get(files.directory().toString());
        long found = near == null || near.first() > position ? -1 : ahead(files, near, position);
        return found >= 0 ? found : search(files, position);
    }

    static void remember(SegmentFiles files, long number, long first) {
        if (REMEMBERED.size() >= MOST_REMEMBERED) {
            REMEMBERED.clear();
        }
        REMEMBERED.put(files.directory().toString(), new Place(number, first));
    }

    private static long ahead(SegmentFiles files, Place from, long position) throws IOException {
        SegmentHead head = files.head(from.number());
        // A journal that was removed and made again has other segments at the same numbers.
        if (head == null || head.first() != from.first()) {
            return -1;
        }
        for (long number = from.number(); number < from.number() + NEAR; number++) {
            SegmentHead next = files.head(number + 1);
            if (next == null || next.first() > position) {
                return number;
            }
        }
        return -1;
    }

    private static long search(SegmentFiles files, long position) throws IOException {
        long[] numbers = files.numbers();
        int low = 0;
        int high = numbers.length;
        // What is below low begins at or before the position or is gone, what is at high and above begins behind it.
        @Nullable Long best = null;
        while (low < high) {
            int middle = (low + high) >>> 1;
            SegmentHead head = files.head(numbers[middle]);
            if (head == null || head.first() <= position) {
                best = head == null ? best : Long.valueOf(numbers[middle]);
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        if (best != null) {
            return best;
        }
        return numbers.length == 0 && position == 0 ? 0 : -1;
    }
}
