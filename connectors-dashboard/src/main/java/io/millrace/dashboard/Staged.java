package io.millrace.dashboard;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one task, or of an epoch, as far as a panel has use for them.
 *
 * @param rows the rows, at most as many as the panel takes of an epoch
 * @param count how many rows there were
 */
record Staged(List<List<@Nullable Object>> rows, long count) {
    String text() {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("count", count);
        object.put("rows", rows);
        return Json.write(object);
    }

    @SuppressWarnings("unchecked") // as text() wrote it
    static Staged parse(String text) throws IOException {
        Map<String, @Nullable Object> object = Json.object(text);
        if (object.get("rows") instanceof List<?> rows && object.get("count") instanceof Long count) {
            return new Staged((List<List<@Nullable Object>>) rows, count);
        }
        throw new IOException("These are no rows of a panel: " + text.substring(0, Math.min(100, text.length())));
    }

    /** What all tasks staged, in the panel's order and without what it has no use for. */
    static Staged of(List<String> tasks, PanelSpec spec) throws IOException {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        long count = 0;
        for (String task : tasks) {
            Staged one = parse(task);
            rows.addAll(one.rows);
            count += one.count;
        }
        int most = spec.rowsOfEpoch();
        RowOrder order = spec.order();
        if (order != null) {
            rows.sort(order);
            return new Staged(rows.subList(0, Math.min(most, rows.size())), count);
        }
        return new Staged(rows.subList(Math.max(0, rows.size() - most), rows.size()), count);
    }
}
