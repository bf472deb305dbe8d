package io.millrace.spark.sql;

import io.millrace.api.LogConnector;
import io.millrace.api.Options;
import io.millrace.runtime.ReadOptions;
import java.util.Map;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.sources.DataSourceRegister;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * The data source {@code millrace}: every connector, chosen by option {@code connector}, for batch and streaming, reading and
 * writing.
 *
 * <pre>{@code
 * spark.readStream().format("millrace").option("connector", "kafka")
 *     .option("kafka.bootstrap.servers", "broker:9092").option("subscribe", "orders").load();
 * }</pre>
 */
public final class MillraceProvider implements TableProvider, DataSourceRegister {
    @Override
    public String shortName() {
        return "millrace";
    }

    @Override
    public StructType inferSchema(CaseInsensitiveStringMap given) {
        String name = SparkOptions.connector(given);
        if (StoreSource.isStore(name)) {
            return StoreSource.of(name, given).schema();
        }
        LogConnector connector = EventSource.of(name);
        Options options = SparkOptions.read(ReadOptions.with(connector), given);
        return EventColumns.of(connector, options).schema();
    }

    @Override
    public Table getTable(StructType schema, Transform[] partitioning, Map<String, String> properties) {
        return new MillraceTable(SparkOptions.connector(new CaseInsensitiveStringMap(properties)), schema);
    }

    /** Whether a schema from outside is taken: the columns of what is written are known to Spark alone. */
    @Override
    public boolean supportsExternalMetadata() {
        return true;
    }
}
