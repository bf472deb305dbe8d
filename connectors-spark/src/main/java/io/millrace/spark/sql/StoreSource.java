package io.millrace.spark.sql;

import io.millrace.api.Columns;
import io.millrace.api.ConnectorException;
import io.millrace.api.Filter;
import io.millrace.api.Options;
import io.millrace.api.Scan;
import io.millrace.api.ScanPlan;
import io.millrace.api.Store;
import io.millrace.api.StoreConnector;
import io.millrace.runtime.Connectors;
import io.millrace.runtime.ReadOptions;
import io.millrace.runtime.Retry;
import io.millrace.runtime.StoreOptions;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** A store that a query reads, and what is asked of it on the driver. Immutable. */
record StoreSource(StoreConnector connector, Options options) {
    /** Whether a connector of this name is a store. */
    static boolean isStore(String name) {
        return Connectors.findInput(name)
                .filter(StoreConnector.class::isInstance)
                .isPresent();
    }

    static StoreSource of(String name, CaseInsensitiveStringMap given) {
        StoreConnector connector = Connectors.store(name);
        return new StoreSource(connector, SparkOptions.read(StoreOptions.with(connector), given));
    }

    /** This store with columns that are known now. */
    StoreSource with(StructType schema) {
        return new StoreSource(connector, options.with(StoreConnector.SCHEMA, schema.toDDL()));
    }

    /** The columns that the store has, or those of the user if the store takes them. */
    StructType schema() {
        Columns columns = ask("Asking for the columns of", Store::columns);
        if (columns.list().isEmpty()) {
            throw ConnectorException.settings("Store '" + connector.name()
                    + "' shows no columns: it is empty, perhaps. Give the schema with schema(...)");
        }
        return StructType.fromDDL(columns.ddl());
    }

    ScanPlan plan(List<String> columns, List<Filter> filters, int slices) {
        return ask("Planning a scan of", store -> store.plan(new Scan(columns, filters, slices)));
    }

    private <T> T ask(String doing, Question<T> question) {
        Retry retry = new Retry(options.value(ReadOptions.RETRY_TIMEOUT), new LongAdder());
        return retry.call(doing + " '" + connector.name() + "'", () -> {
            try (Store store = connector.open(options)) {
                return question.of(store);
            }
        });
    }

    /** Asks an open store. */
    private interface Question<T> {
        T of(Store store) throws IOException;
    }
}
