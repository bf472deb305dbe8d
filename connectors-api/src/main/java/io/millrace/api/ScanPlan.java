package io.millrace.api;

import java.util.List;

/**
 * How a store answers a {@link Scan}.
 *
 * @param slices the slices, which together hold every row once
 * @param remaining the filters that the caller must still apply; which these are depends on the filters alone
 */
public record ScanPlan(List<Slice> slices, List<Filter> remaining) {
    /** Copies the lists. */
    public ScanPlan {
        slices = List.copyOf(slices);
        remaining = List.copyOf(remaining);
    }
}
