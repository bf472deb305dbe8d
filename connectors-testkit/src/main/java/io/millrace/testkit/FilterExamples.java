package io.millrace.testkit;

import io.millrace.api.Column;
import io.millrace.api.Columns;
import io.millrace.api.Filter;
import io.millrace.api.Filter.Comparison;
import java.io.Serializable;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Filters of every kind on every column that filters can name, with values that rows have. */
final class FilterExamples {
    private FilterExamples() {}

    /** A column or a field of a struct, and values of it. */
    record Place(String path, List<Serializable> values) {}

    /** The places that filters can name. */
    static List<Place> places(Columns columns, List<List<@Nullable Object>> rows) {
        List<Place> places = new ArrayList<>();
        collect("", columns.list(), rows, places);
        return places;
    }

    static List<Filter> of(Columns columns, List<List<@Nullable Object>> rows) {
        List<Filter> filters = new ArrayList<>();
        for (Place place : places(columns, rows)) {
            String path = place.path();
            Serializable one = place.values().get(place.values().size() / 2);
            filters.add(new Filter.IsNull(path));
            filters.add(new Filter.Not(new Filter.IsNull(path)));
            for (Comparison comparison : Comparison.values()) {
                if (comparison != Comparison.STARTS_WITH) {
                    filters.add(new Filter.Compare(path, comparison, one));
                    filters.add(new Filter.Not(new Filter.Compare(path, comparison, one)));
                } else if (one instanceof String text && !text.isEmpty()) {
                    filters.add(new Filter.Compare(path, comparison, text.substring(0, text.length() - 1)));
                    filters.add(new Filter.Compare(path, comparison, ".*"));
                }
            }
            filters.add(new Filter.In(
                    path, place.values().subList(0, Math.min(2, place.values().size()))));
            filters.add(new Filter.In(path, List.of()));
            filters.add(new Filter.Not(new Filter.AnyOf(
                    List.of(new Filter.IsNull(path), new Filter.Compare(path, Comparison.EQUAL, one)))));
        }
        filters.add(new Filter.AnyOf(List.of()));
        filters.add(new Filter.AnyOf(List.copyOf(filters.subList(0, 4))));
        return filters;
    }

    private static void collect(
            String prefix, List<Column> columns, List<? extends @Nullable List<?>> rows, List<Place> places) {
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            if (column.name().contains(".")) {
                continue;
            }
            List<@Nullable Object> values = new ArrayList<>();
            for (List<?> row : rows) {
                values.add(row == null ? null : row.get(i));
            }
            String path = prefix + column.name();
            if (column.type().toUpperCase(java.util.Locale.ROOT).startsWith("STRUCT")) {
                List<@Nullable List<?>> structs = new ArrayList<>();
                values.forEach(value -> structs.add((List<?>) value));
                collect(path + ".", Columns.ofStruct(column.type()).list(), structs, places);
                continue;
            }
            List<Serializable> comparable = new ArrayList<>();
            for (Object value : values) {
                if (isComparable(value) && !comparable.contains(value)) {
                    comparable.add(
                            column.is("INT", "SMALLINT", "TINYINT") ? ((Long) value).intValue() : (Serializable) value);
                }
            }
            if (!comparable.isEmpty()) {
                places.add(new Place(path, comparable));
            }
        }
    }

    private static boolean isComparable(@Nullable Object value) {
        return value instanceof Boolean
                || value instanceof Long
                || value instanceof Double
                || value instanceof BigDecimal
                || value instanceof String
                || value instanceof LocalDate
                || value instanceof Instant;
    }
}
