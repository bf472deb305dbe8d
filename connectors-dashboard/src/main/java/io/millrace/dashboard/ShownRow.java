package io.millrace.dashboard;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row on the page.
 *
 * @param id grows from row to row of a panel
 * @param query whose row it is
 * @param epoch of which epoch
 * @param at when the epoch was shown first, in milliseconds since 1970
 * @param millis the time of the row itself, or else that of its epoch, in milliseconds since 1970
 * @param values the values of its columns
 */
record ShownRow(long id, String query, long epoch, long at, long millis, List<@Nullable Object> values) {
    /** As pages get it. */
    List<Object> forPages() {
        return List.of(id, at, values);
    }
}
