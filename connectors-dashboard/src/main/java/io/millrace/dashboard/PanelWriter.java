package io.millrace.dashboard;

import io.millrace.api.ConnectorException;
import io.millrace.api.Rejects;
import io.millrace.api.Row;
import io.millrace.api.Writer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the rows of a task as far as the panel has use for them: the first by its order, or else the last ones. The driver gets
 * them with the task's answer, so that no executor needs a connection to the page.
 */
final class PanelWriter implements Writer {
    private final PanelSpec spec;
    private final Rejects rejects;
    private final Cells cells;
    private final Queue<List<@Nullable Object>> rows;
    private long count;

    PanelWriter(PanelSpec spec, Rejects rejects) {
        this.spec = spec;
        this.rejects = rejects;
        this.cells = new Cells(spec.maxText());
        RowOrder order = spec.order();
        this.rows = order == null ? new ArrayDeque<>() : new PriorityQueue<>(order.reversed());
    }

    @Override
    public void write(Row row) {
        List<@Nullable Object> values = cells.of(row, spec.columns());
        String fault = fault(values);
        if (fault != null) {
            rejects.reject(
                    row,
                    ConnectorException.malformed(
                            "Panel '" + spec.title() + "' has no place for a row: " + fault, null));
            return;
        }
        count++;
        rows.add(values);
        if (rows.size() > spec.rowsOfEpoch()) {
            rows.remove();
        }
    }

    /** Why a row has no place on an axis or a map; null if it has. */
    private @Nullable String fault(List<@Nullable Object> values) {
        if (spec.time() >= 0 && values.get(spec.time()) == null) {
            return "its column '" + spec.columns().get(spec.time()).name() + "' is null";
        }
        if (spec.type() != PanelType.MAP) {
            return null;
        }
        return isWithin(values, spec.latitude(), 90) && isWithin(values, spec.longitude(), 180)
                ? null
                : "'" + spec.columns().get(spec.latitude()).name() + "' and '"
                        + spec.columns().get(spec.longitude()).name() + "' are no place on earth";
    }

    private static boolean isWithin(List<@Nullable Object> values, int place, int most) {
        Object degrees = values.get(place);
        return degrees != null && Math.abs(Double.parseDouble(degrees.toString())) <= most;
    }

    /** Rows go to the driver at the end of the epoch, and with it to the page. */
    @Override
    public void flush() {}

    @Override
    public String complete() {
        List<List<@Nullable Object>> all = new ArrayList<>(rows);
        return new Staged(all, count).text();
    }

    @Override
    public void close() {
        rows.clear();
    }
}
