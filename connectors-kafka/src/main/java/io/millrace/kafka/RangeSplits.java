package io.millrace.kafka;

import io.millrace.api.DenseOffsets;
import io.millrace.api.Options;
import io.millrace.api.Range;
import java.util.ArrayList;
import java.util.List;

/**
 * How large ranges are split among tasks. Depends on the ranges alone.
 *
 * @param least how many ranges there should be at least
 * @param most how many offsets a range may hold at most
 */
record RangeSplits(long least, long most) {
    static RangeSplits of(Options options) {
        return new RangeSplits(
                options.find(InputOptions.MIN_PARTITIONS).orElse(1L),
                options.find(InputOptions.MAX_RECORDS_PER_TASK).orElse(Long.MAX_VALUE));
    }

    List<Range> split(List<Range> ranges) {
        double all = ranges.stream().mapToDouble(RangeSplits::size).sum();
        boolean few = ranges.size() < least;
        List<Range> pieces = new ArrayList<>();
        for (Range range : ranges) {
            long size = size(range);
            long bySize = (size - 1) / most + 1;
            long byNumber = few ? (long) Math.ceil(size / all * least) : 1;
            cut(range, size, Math.min(size, Math.max(bySize, byNumber)), pieces);
        }
        return pieces;
    }

    private static void cut(Range range, long size, long parts, List<Range> pieces) {
        String from = range.start(); // empty, for the partition's beginning, where that is what the plan says
        long start = DenseOffsets.number(from);
        long share = size / parts;
        long larger = size % parts;
        for (long i = 0; i < parts; i++) {
            long end = start + share + (i < larger ? 1 : 0);
            pieces.add(new Range(range.partition(), from, Long.toString(end)));
            start = end;
            from = Long.toString(end);
        }
    }

    private static long size(Range range) {
        return DenseOffsets.number(range.end()) - DenseOffsets.number(range.start());
    }
}
