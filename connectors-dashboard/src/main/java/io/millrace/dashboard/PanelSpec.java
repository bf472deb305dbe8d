package io.millrace.dashboard;

import io.millrace.api.Columns;
import io.millrace.api.Options;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a panel shows and keeps, with all columns resolved to their places. The driver and the executors make the same one of
 * the same options.
 *
 * @param id the name by which it is known
 * @param values places of the value columns
 * @param time place of the column with a row's time, or -1
 * @param series place of the column that names the lines, or -1
 * @param label place of the column that names a row, or -1
 * @param latitude place, or -1
 * @param longitude place, or -1
 * @param order what rows are ordered by; null if they stay as they come
 * @param rows how many are shown
 * @param history how many are kept
 * @param window how far back it reaches; null if it does not say
 * @param key places of the columns by which a row is known, with {@link Keep#KEYED}
 */
record PanelSpec(
        String id,
        PanelType type,
        String title,
        String unit,
        List<Field> columns,
        List<Integer> values,
        int time,
        int series,
        int label,
        int latitude,
        int longitude,
        @Nullable RowOrder order,
        int rows,
        int history,
        @Nullable Duration window,
        Keep keep,
        List<Integer> key,
        PanelWidth width,
        int position,
        int maxText) {
    /** The most rows that any panel keeps. */
    static final int MOST_ROWS = 20_000;

    PanelSpec {
        columns = List.copyOf(columns);
        values = List.copyOf(values);
        key = List.copyOf(key);
    }

    /**
     * The panel that the options ask for.
     *
     * @throws io.millrace.api.ConnectorException with kind {@code SETTINGS} if the columns do not fit
     */
    static PanelSpec of(Columns columns, Options options) {
        return new SpecReader(columns.list().stream().map(Field::of).toList(), options).read();
    }

    /** How many rows of one epoch are of use: what a task stages, and what the driver takes of all tasks. */
    int rowsOfEpoch() {
        return switch (keep) {
            case LAST -> rows;
            case KEYED -> history;
            case ALL -> type == PanelType.NUMBER ? 1 : history;
        };
    }
}
