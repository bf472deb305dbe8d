package io.millrace.hbase;

import io.millrace.api.Filter.AnyOf;
import io.millrace.api.Filter.Compare;
import io.millrace.api.Filter.Comparison;
import io.millrace.api.Filter.In;
import io.millrace.api.Filter.IsNull;
import io.millrace.api.Filter.Not;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.hbase.CompareOperator;
import org.apache.hadoop.hbase.filter.BinaryComparator;
import org.apache.hadoop.hbase.filter.BinaryPrefixComparator;
import org.apache.hadoop.hbase.filter.ByteArrayComparable;
import org.apache.hadoop.hbase.filter.Filter;
import org.apache.hadoop.hbase.filter.FilterList;
import org.apache.hadoop.hbase.filter.NullComparator;
import org.apache.hadoop.hbase.filter.SingleColumnValueFilter;
import org.jspecify.annotations.Nullable;

/**
 * Conditions on cells as filters that every HBase has. Each lets a row pass only if it has one of the cells that it looks at, as
 * a condition with a null is false.
 */
final class CellFilters {
    private static final int MOST_VALUES = 200;

    private final Layout layout;
    private final Set<Mapped> looked = new LinkedHashSet<>();

    CellFilters(Layout layout) {
        this.layout = layout;
    }

    /** The columns that the filters made so far look at. */
    Set<Mapped> looked() {
        return looked;
    }

    /** The filter that says the same as a condition; empty if there is none. */
    Optional<Filter> of(io.millrace.api.Filter filter) {
        try {
            return Optional.ofNullable(made(filter));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // no cell has such bytes; whoever compares values finds that out
        }
    }

    private @Nullable Filter made(io.millrace.api.Filter filter) {
        if (filter instanceof Compare compare) {
            return compared(compare);
        } else if (filter instanceof In in
                && in.values().size() <= MOST_VALUES
                && !in.values().isEmpty()) {
            return anyOf(in.values().stream()
                    .<io.millrace.api.Filter>map(value -> new Compare(in.column(), Comparison.EQUAL, value))
                    .toList());
        } else if (filter instanceof AnyOf any && !any.filters().isEmpty()) {
            return anyOf(any.filters());
        } else if (filter instanceof Not not && not.filter() instanceof IsNull isNull) {
            Mapped column = cell(isNull.column());
            return column == null ? null : filter(column, CompareOperator.NOT_EQUAL, new NullComparator());
        } else if (filter instanceof Not not && not.filter() instanceof AnyOf any) {
            return unequal(any.filters());
        }
        return null;
    }

    private @Nullable Filter anyOf(List<io.millrace.api.Filter> filters) {
        List<Filter> made = new ArrayList<>();
        for (io.millrace.api.Filter one : filters) {
            Filter part = made(one);
            if (part == null) {
                return null;
            }
            made.add(part);
        }
        return new FilterList(FilterList.Operator.MUST_PASS_ONE, made);
    }

    private @Nullable Filter compared(Compare compare) {
        Mapped column = cell(compare.column());
        if (column == null) {
            return null;
        }
        Codec.Order order = column.codec().order();
        CompareOperator operator = switch (compare.comparison()) {
            case EQUAL, STARTS_WITH -> CompareOperator.EQUAL;
            case LESS -> CompareOperator.LESS;
            case AT_MOST -> CompareOperator.LESS_OR_EQUAL;
            case GREATER -> CompareOperator.GREATER;
            case AT_LEAST -> CompareOperator.GREATER_OR_EQUAL;
        };
        if (order == Codec.Order.NONE || (order == Codec.Order.EQUAL && compare.comparison() != Comparison.EQUAL)) {
            return null;
        }
        byte[] bytes = column.codec().encode(Type.plain(compare.value()));
        if (compare.comparison() != Comparison.STARTS_WITH) {
            return filter(column, operator, new BinaryComparator(bytes));
        }
        int length = column.encoding() == Encoding.ORDERED ? bytes.length - 1 : bytes.length;
        return filter(column, operator, new BinaryPrefixComparator(Arrays.copyOf(bytes, length)));
    }

    /** Neither equal to a value nor null, as Spark says "unequal". */
    private @Nullable Filter unequal(List<io.millrace.api.Filter> neither) {
        if (neither.size() == 2
                && neither.get(0) instanceof Compare compare
                && compare.comparison() == Comparison.EQUAL
                && neither.get(1) instanceof IsNull isNull
                && isNull.column().equals(compare.column())) {
            Mapped column = cell(compare.column());
            if (column != null && column.codec().order() != Codec.Order.NONE) {
                byte[] bytes = column.codec().encode(Type.plain(compare.value()));
                return filter(column, CompareOperator.NOT_EQUAL, new BinaryComparator(bytes));
            }
        }
        return null;
    }

    private Filter filter(Mapped column, CompareOperator operator, ByteArrayComparable comparator) {
        looked.add(column);
        SingleColumnValueFilter filter =
                new SingleColumnValueFilter(column.family(), column.qualifier(), operator, comparator);
        filter.setFilterIfMissing(true);
        return filter;
    }

    private @Nullable Mapped cell(String name) {
        return layout.find(name).filter(Mapped::isCell).orElse(null);
    }
}
