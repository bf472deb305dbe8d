package io.millrace.runtime.deadletter;

import io.millrace.api.Option;
import io.millrace.api.OptionSet;
import io.millrace.api.OutputConnector;
import io.millrace.runtime.ReadOptions;
import io.millrace.runtime.WriteOptions;
import java.util.List;
import java.util.Set;

/** The options that name a dead-letter output. */
public final class DeadLetterOptions {
    /** What all of them begin with. */
    static final String PREFIX = "deadletter.";

    /** The connector. */
    public static final Option<String> CONNECTOR = Option.string(PREFIX + "connector")
            .doc(
                    "The output connector to which rows go that are refused for good; left out, there are no dead letters");

    /** By what rows are recognised. */
    public static final Option<List<String>> IDENTITY = Option.list(PREFIX + "identity")
            .doc(
                    "The columns by which a dead letter tells its row; left out, those by which the output recognises rows, else"
                            + " the column key if there is one");

    private static final OptionSet ALL = OptionSet.of(CONNECTOR, IDENTITY)
            .passThrough(PREFIX, Set.of(), "The options of the dead-letter output, by their names after the prefix");

    private DeadLetterOptions() {}

    /** All of them. */
    public static OptionSet all() {
        return ALL;
    }

    /** What may follow the prefix. */
    static OptionSet with(OutputConnector connector) {
        return OptionSet.of(ReadOptions.RETRY_TIMEOUT, WriteOptions.FLUSH_INTERVAL)
                .and(connector.options());
    }
}
