package io.millrace.api;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;

/**
 * A condition on the rows of a store. Values are {@link Boolean}, {@link Integer}, {@link Long}, {@link Float}, {@link Double},
 * {@link java.math.BigDecimal}, {@link String}, {@link java.time.LocalDate} or {@link java.time.Instant}. A comparison with
 * a null column is false.
 */
public sealed interface Filter extends Serializable {
    /** How a column compares to a value. */
    enum Comparison {
        /** The column equals the value. */
        EQUAL,
        /** The column is less than the value. */
        LESS,
        /** The column is less than the value or equals it. */
        AT_MOST,
        /** The column is greater than the value. */
        GREATER,
        /** The column is greater than the value or equals it. */
        AT_LEAST,
        /** The column is text that begins with the value. */
        STARTS_WITH
    }

    /**
     * A comparison with one value.
     *
     * @param column the column's name; dots lead into structs
     * @param comparison how they compare
     * @param value the value
     */
    record Compare(String column, Comparison comparison, Serializable value) implements Filter {
        /** Checks that all parts are there. */
        public Compare {
            Objects.requireNonNull(column, "column");
            Objects.requireNonNull(comparison, "comparison");
            Objects.requireNonNull(value, "value");
        }
    }

    /**
     * The column equals one of some values.
     *
     * @param column the column's name; dots lead into structs
     * @param values the values, none of them null
     */
    record In(String column, List<Serializable> values) implements Filter {
        /** Copies the list. */
        public In {
            Objects.requireNonNull(column, "column");
            values = List.copyOf(values);
        }
    }

    /**
     * The column is null.
     *
     * @param column the column's name; dots lead into structs
     */
    record IsNull(String column) implements Filter {}

    /**
     * The condition does not hold.
     *
     * @param filter the condition
     */
    record Not(Filter filter) implements Filter {}

    /**
     * At least one of the conditions holds.
     *
     * @param filters the conditions
     */
    record AnyOf(List<Filter> filters) implements Filter {
        /** Copies the list. */
        public AnyOf {
            filters = List.copyOf(filters);
        }
    }
}
