package io.millrace.spark.sql;

import io.millrace.api.Filter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.connector.read.SupportsPushDownFilters;
import org.apache.spark.sql.connector.read.SupportsPushDownRequiredColumns;
import org.apache.spark.sql.types.StructType;

/** Learns which columns a query uses and which of its filters the store applies. */
final class StoreScanBuilder implements ScanBuilder, SupportsPushDownFilters, SupportsPushDownRequiredColumns {
    private final StoreSource source;
    private final StructType schema;
    private StructType required;
    private List<Filter> applied = List.of();
    private List<org.apache.spark.sql.sources.Filter> pushed = List.of();

    StoreScanBuilder(StoreSource source) {
        this.source = source;
        // Asked of the store, which refuses columns that it does not have.
        this.schema = source.schema();
        this.required = schema;
    }

    /** The filters that Spark must still apply: those without words in the SPI, and those that the store leaves. */
    @Override
    public org.apache.spark.sql.sources.Filter[] pushFilters(org.apache.spark.sql.sources.Filter[] filters) {
        Map<org.apache.spark.sql.sources.Filter, Filter> known = new LinkedHashMap<>();
        for (org.apache.spark.sql.sources.Filter filter : filters) {
            Filters.of(filter).ifPresent(translated -> known.put(filter, translated));
        }
        if (known.isEmpty()) {
            return filters;
        }
        // One slice: what remains depends on the filters alone, and the cut on what else the query wants.
        List<Filter> remaining = source.plan(List.of(schema.fieldNames()), List.copyOf(known.values()), 1)
                .remaining();
        known.values().removeAll(remaining);
        applied = List.copyOf(known.values());
        pushed = List.copyOf(known.keySet());
        List<org.apache.spark.sql.sources.Filter> left = new ArrayList<>(List.of(filters));
        left.removeAll(pushed);
        return left.toArray(org.apache.spark.sql.sources.Filter[]::new);
    }

    /** What {@code explain} shows as pushed. */
    @Override
    public org.apache.spark.sql.sources.Filter[] pushedFilters() {
        return pushed.toArray(org.apache.spark.sql.sources.Filter[]::new);
    }

    /** Takes the columns but not which fields of a struct: they are shown whole, as the store has them. */
    @Override
    public void pruneColumns(StructType wanted) {
        StructType kept = new StructType();
        for (String name : wanted.fieldNames()) {
            kept = kept.add(schema.apply(name));
        }
        required = kept;
    }

    @Override
    public Scan build() {
        return new StoreScan(source.with(schema), required, applied);
    }
}
