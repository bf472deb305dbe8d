package io.millrace.spark.sql;

import io.millrace.api.Filter;
import io.millrace.api.Filter.Comparison;
import java.io.Serializable;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.util.DateTimeUtils;
import org.apache.spark.sql.sources.And;
import org.apache.spark.sql.sources.EqualNullSafe;
import org.apache.spark.sql.sources.EqualTo;
import org.apache.spark.sql.sources.GreaterThan;
import org.apache.spark.sql.sources.GreaterThanOrEqual;
import org.apache.spark.sql.sources.In;
import org.apache.spark.sql.sources.IsNotNull;
import org.apache.spark.sql.sources.IsNull;
import org.apache.spark.sql.sources.LessThan;
import org.apache.spark.sql.sources.LessThanOrEqual;
import org.apache.spark.sql.sources.Not;
import org.apache.spark.sql.sources.Or;
import org.apache.spark.sql.sources.StringStartsWith;
import org.jspecify.annotations.Nullable;

/**
 * Spark's filters in the words of the SPI, where a condition on a null is false and its {@code NOT} therefore true. Spark's are
 * neither then, so each is translated twice: into what holds when Spark's is true, and when it is false. Null stands for a
 * filter that has no words in the SPI.
 */
final class Filters {
    private Filters() {}

    /** A condition that holds for just the rows for which Spark's filter is true. */
    static Optional<Filter> of(org.apache.spark.sql.sources.Filter filter) {
        return Optional.ofNullable(whenTrue(filter));
    }

    private static @Nullable Filter whenTrue(org.apache.spark.sql.sources.Filter filter) {
        if (filter instanceof And and) {
            return allOf(whenTrue(and.left()), whenTrue(and.right()));
        } else if (filter instanceof Or or) {
            return anyOf(whenTrue(or.left()), whenTrue(or.right()));
        } else if (filter instanceof Not not) {
            return whenFalse(not.child());
        } else if (filter instanceof In in) {
            return in(in);
        } else if (filter instanceof IsNull) {
            String column = column(filter);
            return column == null ? null : new Filter.IsNull(column);
        } else if (filter instanceof IsNotNull) {
            String column = column(filter);
            return column == null ? null : new Filter.Not(new Filter.IsNull(column));
        } else if (filter instanceof EqualNullSafe equal && equal.value() == null) {
            String column = column(filter);
            return column == null ? null : new Filter.IsNull(column);
        }
        return compare(filter);
    }

    private static @Nullable Filter whenFalse(org.apache.spark.sql.sources.Filter filter) {
        if (filter instanceof And and) {
            return anyOf(whenFalse(and.left()), whenFalse(and.right()));
        } else if (filter instanceof Or or) {
            return allOf(whenFalse(or.left()), whenFalse(or.right()));
        } else if (filter instanceof Not not) {
            return whenTrue(not.child());
        }
        Filter same = whenTrue(filter);
        String column = column(filter);
        if (same == null || column == null || (filter instanceof In in && hasNull(in))) {
            return null;
        } else if (filter instanceof IsNull || filter instanceof IsNotNull || filter instanceof EqualNullSafe) {
            return not(same);
        }
        return not(new Filter.AnyOf(List.of(same, new Filter.IsNull(column))));
    }

    private static @Nullable Filter compare(org.apache.spark.sql.sources.Filter filter) {
        if (filter instanceof EqualTo equal) {
            return compare(filter, Comparison.EQUAL, equal.value());
        } else if (filter instanceof EqualNullSafe equal) {
            return compare(filter, Comparison.EQUAL, equal.value());
        } else if (filter instanceof LessThan less) {
            return compare(filter, Comparison.LESS, less.value());
        } else if (filter instanceof LessThanOrEqual most) {
            return compare(filter, Comparison.AT_MOST, most.value());
        } else if (filter instanceof GreaterThan greater) {
            return compare(filter, Comparison.GREATER, greater.value());
        } else if (filter instanceof GreaterThanOrEqual least) {
            return compare(filter, Comparison.AT_LEAST, least.value());
        } else if (filter instanceof StringStartsWith starts) {
            return compare(filter, Comparison.STARTS_WITH, starts.value());
        }
        return null;
    }

    private static @Nullable Filter compare(
            org.apache.spark.sql.sources.Filter filter, Comparison comparison, @Nullable Object of) {
        String column = column(filter);
        Serializable value = value(of);
        return column == null || value == null ? null : new Filter.Compare(column, comparison, value);
    }

    private static @Nullable Filter in(In in) {
        String column = column(in);
        List<Serializable> values = new ArrayList<>();
        for (Object one : in.values()) {
            Serializable value = value(one);
            if (value != null) {
                values.add(value);
            } else if (one != null) {
                return null;
            }
        }
        return column == null ? null : new Filter.In(column, values);
    }

    private static boolean hasNull(In in) {
        for (Object one : in.values()) {
            if (one == null) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable Filter anyOf(@Nullable Filter left, @Nullable Filter right) {
        return left == null || right == null ? null : new Filter.AnyOf(List.of(left, right));
    }

    private static @Nullable Filter allOf(@Nullable Filter left, @Nullable Filter right) {
        return left == null || right == null ? null : not(new Filter.AnyOf(List.of(not(left), not(right))));
    }

    private static Filter not(Filter filter) {
        return filter instanceof Filter.Not not ? not.filter() : new Filter.Not(filter);
    }

    /** The name with dots between the parts; null if a part holds a dot itself. */
    private static @Nullable String column(org.apache.spark.sql.sources.Filter filter) {
        String[][] references = filter.v2references();
        if (references.length != 1) {
            return null;
        }
        for (String part : references[0]) {
            if (part.contains(".")) {
                return null;
            }
        }
        return String.join(".", references[0]);
    }

    private static @Nullable Serializable value(@Nullable Object value) {
        if (value instanceof Boolean
                || value instanceof Integer
                || value instanceof Long
                || value instanceof Float
                || value instanceof Double
                || value instanceof BigDecimal
                || value instanceof String
                || value instanceof LocalDate
                || value instanceof Instant) {
            return (Serializable) value;
        } else if (value instanceof Short || value instanceof Byte) {
            return ((Number) value).intValue();
        } else if (value instanceof Date date) {
            return LocalDate.ofEpochDay(DateTimeUtils.fromJavaDate(date));
        } else if (value instanceof Timestamp timestamp) {
            return DateTimeUtils.microsToInstant(DateTimeUtils.fromJavaTimestamp(timestamp));
        } else if (value instanceof LocalDateTime local) {
            return local.toInstant(ZoneOffset.UTC);
        }
        return null;
    }
}
