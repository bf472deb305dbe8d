package io.millrace.spark.sql;

import io.millrace.api.Columns;
import io.millrace.api.Options;
import io.millrace.api.OutputConnector;
import io.millrace.runtime.Connectors;
import io.millrace.runtime.WriteOptions;
import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.types.StructType;

/**
 * What an executor needs to write.
 *
 * @param query the query's id
 * @param connector the connector's name
 * @param schema the columns of the rows
 * @param options the options as text, references to secrets unresolved
 */
record WriteJob(String query, String connector, StructType schema, Map<String, String> options)
        implements Serializable {
    WriteJob {
        options = new TreeMap<>(options);
    }

    OutputConnector output() {
        return Connectors.output(connector);
    }

    Options parsedOptions() {
        return WriteOptions.with(output()).read(options);
    }

    Columns columns() {
        return new Columns(schema.toDDL());
    }
}
