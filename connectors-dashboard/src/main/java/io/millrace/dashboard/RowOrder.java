package io.millrace.dashboard;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An order of rows by one column, nulls last. Equal rows keep their order where a stable sort is used.
 *
 * @param column the column's place
 * @param descending whether the largest come first
 * @param numeric whether values are numbers, also those that travel as text
 */
record RowOrder(int column, boolean descending, boolean numeric)
        implements Comparator<List<? extends @Nullable Object>> {
    @Override
    public int compare(List<? extends @Nullable Object> one, List<? extends @Nullable Object> other) {
        Object left = one.get(column);
        Object right = other.get(column);
        if (left == null || right == null) {
            return Boolean.compare(left == null, right == null);
        }
        int order = numeric ? compareNumbers(left, right) : left.toString().compareTo(right.toString());
        return descending ? -order : order;
    }

    private static int compareNumbers(Object left, Object right) {
        if (left instanceof Long one && right instanceof Long other) {
            return Long.compare(one, other);
        }
        double one = Double.parseDouble(left.toString());
        double other = Double.parseDouble(right.toString());
        if (one != other || Double.isNaN(one) || Double.isInfinite(one)) {
            return Double.compare(one, other);
        }
        return new BigDecimal(left.toString()).compareTo(new BigDecimal(right.toString()));
    }
}
