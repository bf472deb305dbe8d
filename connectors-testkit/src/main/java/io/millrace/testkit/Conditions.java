package io.millrace.testkit;

import io.millrace.api.Column;
import io.millrace.api.Columns;
import io.millrace.api.Filter;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Which rows a filter of the SPI chooses, told of plain values as {@link Rows} lists them. What a store does with a filter must
 * come to the same.
 */
public final class Conditions {
    private Conditions() {}

    /** Whether all conditions hold for a row. */
    public static boolean hold(List<Filter> filters, List<Column> columns, List<? extends @Nullable Object> row) {
        return filters.stream().allMatch(filter -> holds(filter, columns, row));
    }

    /** Whether a condition holds for a row. */
    public static boolean holds(Filter filter, List<Column> columns, List<? extends @Nullable Object> row) {
        if (filter instanceof Filter.Compare compare) {
            Object value = value(compare.column(), columns, row);
            return value != null && compares(value, compare.comparison(), compare.value());
        } else if (filter instanceof Filter.In in) {
            Object value = value(in.column(), columns, row);
            return value != null && in.values().stream().anyMatch(one -> compare(value, one) == 0);
        } else if (filter instanceof Filter.IsNull isNull) {
            return value(isNull.column(), columns, row) == null;
        } else if (filter instanceof Filter.Not not) {
            return !holds(not.filter(), columns, row);
        }
        return ((Filter.AnyOf) filter).filters().stream().anyMatch(one -> holds(one, columns, row));
    }

    private static boolean compares(Object value, Filter.Comparison comparison, Object other) {
        return switch (comparison) {
            case EQUAL -> compare(value, other) == 0;
            case LESS -> compare(value, other) < 0;
            case AT_MOST -> compare(value, other) <= 0;
            case GREATER -> compare(value, other) > 0;
            case AT_LEAST -> compare(value, other) >= 0;
            case STARTS_WITH -> ((String) value).startsWith((String) other);
        };
    }

    /** The order of values as Spark has it: NaN is the greatest number, and -0.0 equals 0.0. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    private static int compare(Object value, Object other) {
        if (value instanceof Double number) {
            return Double.compare(number + 0.0, ((Number) other).doubleValue() + 0.0);
        } else if (value instanceof Long number) {
            return Long.compare(number, ((Number) other).longValue());
        } else if (value instanceof String text) {
            return BY_CODE_POINTS.compare(text, (String) other);
        }
        return ((Comparable) value).compareTo(other);
    }

    /** The order of UTF-8 bytes, which that of {@link String} is not. */
    private static final Comparator<String> BY_CODE_POINTS = (one, other) -> {
        int[] ones = one.codePoints().toArray();
        int[] others = other.codePoints().toArray();
        return java.util.Arrays.compare(ones, others);
    };

    private static @Nullable Object value(String path, List<Column> columns, List<? extends @Nullable Object> row) {
        List<Column> at = columns;
        List<? extends @Nullable Object> values = row;
        String[] names = path.split("\\.", -1);
        for (int i = 0; ; i++) {
            int place = place(names[i], at).orElseThrow(() -> new IllegalArgumentException("No column " + path));
            Object value = values.get(place);
            if (value == null || i == names.length - 1) {
                return value;
            }
            at = Columns.ofStruct(at.get(place).type()).list();
            values = (List<?>) Objects.requireNonNull(value);
        }
    }

    private static OptionalInt place(String name, List<Column> columns) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equalsIgnoreCase(name)) {
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }
}
