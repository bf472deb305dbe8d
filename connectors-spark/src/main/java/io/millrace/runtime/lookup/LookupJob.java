package io.millrace.runtime.lookup;

import io.millrace.api.ConnectorException;
import io.millrace.api.InputConnector;
import io.millrace.api.KeyedStoreConnector;
import io.millrace.api.Options;
import io.millrace.runtime.Connectors;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an executor needs to look rows up. Tasks with equal jobs share their requests and what they remember.
 *
 * @param connector the store's connector
 * @param keyColumns the columns that make the key
 * @param columns the columns to return
 * @param options the options as text, references to secrets unresolved
 */
public record LookupJob(String connector, List<String> keyColumns, List<String> columns, Map<String, String> options)
        implements Serializable {
    /** Copies the collections. */
    public LookupJob {
        keyColumns = List.copyOf(keyColumns);
        columns = List.copyOf(columns);
        options = new TreeMap<>(options);
    }

    /**
     * The store of this name, which must answer by key.
     *
     * @throws ConnectorException with kind {@code SETTINGS} if there is none
     */
    public static KeyedStoreConnector store(String name) {
        InputConnector found = Connectors.input(name);
        if (found instanceof KeyedStoreConnector keyed) {
            return keyed;
        }
        throw ConnectorException.settings(
                "Connector '" + name + "' cannot look rows up by key; join with what it reads instead");
    }

    /**
     * How many rows of a task may be ahead of the one that waits for its answer: twice as many as all requests together hold, so
     * that all of them are full while rows are asked, half as many at a time.
     */
    int ahead() {
        Options parsed = parsedOptions();
        return (int)
                Math.min(50_000, 2 * parsed.value(LookupOptions.BATCH_SIZE) * parsed.value(LookupOptions.IN_FLIGHT));
    }

    Options parsedOptions() {
        return LookupOptions.with(store(connector)).read(options);
    }
}
