package io.millrace.api;

import java.io.Serializable;
import java.util.List;

/**
 * What a query wants of a store.
 *
 * @param columns the columns to return, in this order
 * @param filters conditions that all must hold; a store applies those it can
 * @param slices how many slices are wanted; a store may plan fewer or more
 */
public record Scan(List<String> columns, List<Filter> filters, int slices) implements Serializable {
    /** Copies the lists. */
    public Scan {
        columns = List.copyOf(columns);
        filters = List.copyOf(filters);
    }
}
