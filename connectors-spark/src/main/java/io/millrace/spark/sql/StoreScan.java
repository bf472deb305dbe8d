package io.millrace.spark.sql;

import io.millrace.api.ConnectorException;
import io.millrace.api.Filter;
import io.millrace.api.Slice;
import io.millrace.runtime.StoreOptions;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.streaming.MicroBatchStream;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** A read of a store with the columns that a query uses. Used by one thread at a time. */
final class StoreScan implements Scan, Batch {
    private final StoreSource source;
    private final StructType required;
    private final List<Filter> applied;
    private InputPartition @Nullable [] planned;

    StoreScan(StoreSource source, StructType required, List<Filter> applied) {
        this.source = source;
        this.required = required;
        this.applied = applied;
    }

    @Override
    public StructType readSchema() {
        return required;
    }

    @Override
    public String description() {
        return "millrace " + source.connector().name() + (applied.isEmpty() ? "" : " where " + applied);
    }

    @Override
    public Batch toBatch() {
        return this;
    }

    @Override
    public MicroBatchStream toMicroBatchStream(String checkpoint) {
        throw ConnectorException.settings(
                "Connector '" + source.connector().name()
                        + "' is a store: it has rows, not a stream of them. Read it with spark.read(), or join a stream with it");
    }

    @Override
    public InputPartition[] planInputPartitions() {
        InputPartition[] known = planned;
        if (known == null) {
            known = plan();
            planned = known;
        }
        return known;
    }

    @Override
    public PartitionReaderFactory createReaderFactory() {
        return new StoreReaderFactory();
    }

    @Override
    public CustomMetric[] supportedCustomMetrics() {
        return ReadMetric.ofStores();
    }

    private InputPartition[] plan() {
        List<String> columns = List.of(required.fieldNames());
        int slices = source.options()
                .find(StoreOptions.SLICES)
                .map(Math::toIntExact)
                .orElseGet(() -> SparkSession.active().sparkContext().defaultParallelism());
        io.millrace.api.Scan scan = new io.millrace.api.Scan(columns, applied, slices);
        Map<String, String> options = source.options().asMap();
        List<Slice> planned = source.plan(columns, applied, slices).slices();
        return planned.stream()
                .map(slice -> new StoreTask(source.connector().name(), slice, scan, required.toDDL(), options))
                .toArray(InputPartition[]::new);
    }
}
