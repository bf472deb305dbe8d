package io.millrace.spark.sql;

import io.millrace.api.Scan;
import io.millrace.api.Slice;
import io.millrace.api.StoreConnector;
import io.millrace.runtime.Connectors;
import io.millrace.runtime.ResilientRows;
import io.millrace.runtime.StoreOptions;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.types.StructType;

/**
 * What an executor needs to read one slice: plain values, so that any executor with the connector's jar can do it.
 *
 * @param connector the connector's name
 * @param slice the slice
 * @param scan the columns, and the filters that the store applies
 * @param ddl the types of these columns
 * @param options the options as text, references to secrets unresolved
 */
record StoreTask(String connector, Slice slice, Scan scan, String ddl, Map<String, String> options)
        implements InputPartition {
    StoreTask {
        options = new TreeMap<>(options);
    }

    @Override
    public String[] preferredLocations() {
        return slice.hosts().toArray(String[]::new);
    }

    StructType schema() {
        return ddl.isEmpty() ? new StructType() : StructType.fromDDL(ddl);
    }

    ResilientRows open(LongAdder retries) {
        StoreConnector store = Connectors.store(connector);
        return new ResilientRows(store, slice, scan, StoreOptions.with(store).read(options), retries);
    }
}
