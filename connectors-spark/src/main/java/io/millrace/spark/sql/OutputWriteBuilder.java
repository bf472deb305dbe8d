package io.millrace.spark.sql;

import io.millrace.api.Columns;
import io.millrace.api.Options;
import io.millrace.api.OutputConnector;
import io.millrace.runtime.Connectors;
import io.millrace.runtime.WriteMetrics;
import io.millrace.runtime.WriteOptions;
import io.millrace.runtime.WriteProtocol;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.Write;
import org.apache.spark.sql.connector.write.WriteBuilder;
import org.apache.spark.sql.internal.connector.SupportsStreamingUpdateAsAppend;
import org.apache.spark.sql.types.StructType;

/**
 * Checks a write before any data moves. A query in update mode, the only one that real-time mode knows, hands over the rows
 * that changed, and they are written like any others.
 */
final class OutputWriteBuilder implements WriteBuilder, SupportsStreamingUpdateAsAppend {
    private final OutputConnector connector;
    private final Options options;
    private final StructType schema;
    private final String query;
    private final WriteMetrics metrics;
    private final LastWrite last;

    OutputWriteBuilder(String name, LogicalWriteInfo info, WriteMetrics metrics, LastWrite last) {
        this.connector = Connectors.output(name);
        this.options = SparkOptions.read(WriteOptions.with(connector), info.options());
        this.schema = info.schema();
        this.query = info.queryId();
        this.metrics = metrics;
        this.last = last;
    }

    @Override
    public Write build() {
        return last.of(query, this::make);
    }

    private OutputWrite make() {
        Columns columns = new Columns(schema.toDDL());
        WriteProtocol protocol = new WriteProtocol(query, connector, columns, options, metrics);
        return new OutputWrite(
                protocol, WriteJob.begin(query, connector.name(), schema, options.asMap(), protocol.deadLetters()));
    }
}
