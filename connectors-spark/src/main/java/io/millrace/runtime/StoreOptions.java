package io.millrace.runtime;

import io.millrace.api.Option;
import io.millrace.api.OptionSet;
import io.millrace.api.StoreConnector;

/** The options that every store understands, because the framework applies them. */
public final class StoreOptions {
    /** How many slices a store is cut into. */
    public static final Option<Long> SLICES = Option.wholeNumber("slices")
            .check(n -> n > 0, "must be at least 1")
            .doc("How many tasks read the store, about; as many as Spark has cores if nothing is said");

    private static final OptionSet FRAMEWORK =
            OptionSet.of(ReadOptions.CONNECTOR, StoreConnector.SCHEMA, SLICES, ReadOptions.RETRY_TIMEOUT);

    private StoreOptions() {}

    /** The options of the framework and of a connector together. */
    public static OptionSet with(StoreConnector connector) {
        return FRAMEWORK.and(connector.options());
    }

    /** The options of the framework alone. */
    public static OptionSet framework() {
        return FRAMEWORK;
    }
}
