package io.millrace.spark.sql;

import io.millrace.api.LogConnector;
import io.millrace.api.Options;
import io.millrace.api.Range;
import io.millrace.runtime.ReadOptions;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.connector.read.InputPartition;

/**
 * What an executor needs to read one range: plain values, so that any executor with the connector's jar can do it.
 *
 * @param connector the connector's name
 * @param range the range; in real-time mode its end is empty and means nothing
 * @param columns the columns to show
 * @param options the options as text, references to secrets unresolved
 */
record ReadTask(String connector, Range range, EventColumns columns, Map<String, String> options)
        implements InputPartition {
    ReadTask {
        options = new TreeMap<>(options);
    }

    LogConnector log() {
        return EventSource.of(connector);
    }

    Options parsedOptions() {
        return ReadOptions.with(log()).read(options);
    }
}
