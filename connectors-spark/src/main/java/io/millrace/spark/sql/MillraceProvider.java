package io.millrace.spark.sql;

import io.millrace.api.ConnectorException;
import io.millrace.api.LogConnector;
import io.millrace.api.Options;
import io.millrace.runtime.Connectors;
import io.millrace.runtime.ReadOptions;
import io.millrace.spark.hosted.Hosted;
import io.millrace.spark.hosted.HostedInput;
import io.millrace.spark.hosted.HostedOutput;
import io.millrace.spark.hosted.HostedWrite.Existing;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SQLContext;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.execution.streaming.Sink;
import org.apache.spark.sql.sources.DataSourceRegister;
import org.apache.spark.sql.sources.StreamSinkProvider;
import org.apache.spark.sql.streaming.OutputMode;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The data source {@code millrace}: every connector, chosen by option {@code connector}, for batch and streaming, reading and
 * writing.
 *
 * <pre>{@code
 * spark.readStream().format("millrace").option("connector", "kafka")
 *     .option("kafka.bootstrap.servers", "broker:9092").option("subscribe", "orders").load();
 * }</pre>
 */
public final class MillraceProvider implements TableProvider, StreamSinkProvider, DataSourceRegister {
    @Override
    public String shortName() {
        return "millrace";
    }

    @Override
    public StructType inferSchema(CaseInsensitiveStringMap given) {
        String name = SparkOptions.connector(given);
        Optional<HostedInput> hosted = Hosted.input(name);
        if (hosted.isPresent()) {
            return hosted.get()
                    .schema(SparkOptions.read(Hosted.with(hosted.get().options()), given));
        }
        if (Connectors.findInput(name).isEmpty()) {
            Hosted.refuseNearly(name);
        }
        if (StoreSource.isStore(name)) {
            return StoreSource.of(name, given).schema();
        }
        LogConnector connector = EventSource.of(name);
        Options options = SparkOptions.read(ReadOptions.with(connector), given);
        return EventColumns.of(connector, options).schema();
    }

    @Override
    public Table getTable(StructType schema, Transform[] partitioning, Map<String, String> properties) {
        String name = SparkOptions.connector(new CaseInsensitiveStringMap(properties));
        return HostedTable.isHosted(name)
                ? new HostedTable(name, schema.asNullable(), partitioning)
                : new MillraceTable(name, schema);
    }

    /** The sink of a hosted connector. Spark asks for it when the table has no streaming write of its own. */
    @Override
    public Sink createSink(
            SQLContext context,
            scala.collection.immutable.Map<String, String> given,
            Seq<String> partitionBy,
            OutputMode mode) {
        CaseInsensitiveStringMap options = new CaseInsensitiveStringMap(CollectionConverters.asJava(given));
        String name = SparkOptions.connector(options);
        HostedOutput output = Hosted.output(name)
                .orElseThrow(() -> ConnectorException.settings("Connector '" + name + "' cannot be written to"));
        return new HostedSink(
                output,
                SparkOptions.read(Hosted.with(output.options()), options),
                mode.equals(OutputMode.Complete()) ? Existing.REPLACED : Existing.KEPT,
                CollectionConverters.asJava(partitionBy));
    }

    /** Whether a schema from outside is taken: the columns of what is written are known to Spark alone. */
    @Override
    public boolean supportsExternalMetadata() {
        return true;
    }
}
