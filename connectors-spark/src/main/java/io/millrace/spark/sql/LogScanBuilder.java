package io.millrace.spark.sql;

import io.millrace.api.ConnectorException;
import io.millrace.api.LogConnector;
import io.millrace.api.Options;
import io.millrace.runtime.ReadOptions;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.connector.read.SupportsPushDownRequiredColumns;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** Learns which columns a query uses. */
final class LogScanBuilder implements ScanBuilder, SupportsPushDownRequiredColumns {
    private final LogConnector connector;
    private final Options options;
    private EventColumns columns;

    LogScanBuilder(String name, CaseInsensitiveStringMap given, StructType schema) {
        this.connector = EventSource.of(name);
        this.options = SparkOptions.read(ReadOptions.with(connector), given);
        this.columns = EventColumns.of(connector, options);
        StructType ours = columns.schema();
        if (!ours.equals(schema)) {
            throw ConnectorException.settings("The columns of connector '" + name + "' are " + ours.toDDL()
                    + "; a schema given by the user (" + schema.toDDL()
                    + ") cannot change them: leave it out, and parse the value in the query");
        }
    }

    @Override
    public void pruneColumns(StructType required) {
        columns = columns.only(required);
    }

    @Override
    public Scan build() {
        return new LogScan(connector, options, columns);
    }
}
