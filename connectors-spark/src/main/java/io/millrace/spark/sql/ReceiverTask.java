package io.millrace.spark.sql;

import io.millrace.api.ConnectorException;
import io.millrace.api.Options;
import io.millrace.runtime.ReadOptions;
import io.millrace.runtime.journal.JournalConnector;
import io.millrace.runtime.journal.JournalReceiver;
import java.io.IOException;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.VoidFunction;

/**
 * What an executor needs to run one receiver until it is killed: plain values.
 *
 * @param connector the connector's name
 * @param options the options as text, references to secrets unresolved
 * @param run the run of the query
 */
record ReceiverTask(String connector, Map<String, String> options, String run)
        implements VoidFunction<Iterator<Integer>> {
    ReceiverTask {
        options = new TreeMap<>(options);
    }

    @Override
    public void call(Iterator<Integer> numbers) throws IOException {
        if (!(EventSource.of(connector) instanceof JournalConnector journal)) {
            throw ConnectorException.settings("Connector '" + connector + "' is a push source on the driver and none on"
                    + " this executor; give both the same jar");
        }
        Options parsed = ReadOptions.with(journal).read(options);
        new JournalReceiver(journal.source(), parsed, journal.directory(parsed), numbers.next(), run).run();
        if (!TaskContext.get().isInterrupted()) {
            throw new IOException("The receiver was interrupted, but its task was not told to stop");
        }
    }
}
