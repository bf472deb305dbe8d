package io.millrace.spark.dstream;

import io.millrace.api.ConnectorException;
import io.millrace.api.Field;
import io.millrace.api.LogConnector;
import io.millrace.api.Options;
import io.millrace.api.PushConnector;
import io.millrace.api.StartFrom;
import io.millrace.runtime.Bounds;
import io.millrace.runtime.DStreamOptions;
import io.millrace.runtime.ReadOptions;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The options of the DStream faces, read and checked on the driver and again wherever they arrive as text. */
final class Faces {
    /** What a {@link StreamEvent} holds. */
    static final Set<Field> FIELDS = Collections.unmodifiableSet(
            EnumSet.of(Field.KEY, Field.VALUE, Field.HEADERS, Field.TIMESTAMP, Field.POSITION));

    private Faces() {}

    /** The options of a direct stream. */
    static Options direct(LogConnector connector, Map<String, String> given) {
        Options options =
                ReadOptions.with(connector).and(DStreamOptions.direct()).read(named(connector.name(), given));
        refuseColumns(options);
        Bounds.refuseEnds(options);
        DStreamOptions.refuse(
                options,
                "holds a batch back and has no meaning for a DStream, whose batches come at their times",
                List.of(ReadOptions.MIN_RECORDS, ReadOptions.MAX_DELAY));
        return options;
    }

    /** The options of the receivers of a log. */
    static Options receiving(LogConnector connector, Map<String, String> given) {
        Options options =
                ReadOptions.with(connector).and(DStreamOptions.receiving()).read(named(connector.name(), given));
        refuseColumns(options);
        Bounds.refuseEnds(options);
        DStreamOptions.refuse(
                options,
                "limits a batch, but receivers take events as they come: limit them by maxRate",
                List.of(
                        ReadOptions.MAX_RECORDS,
                        ReadOptions.MAX_BYTES,
                        ReadOptions.MAX_SPAN,
                        ReadOptions.MIN_RECORDS,
                        ReadOptions.MAX_DELAY));
        return options;
    }

    /** The options of the receivers of a push source. */
    static Options receiving(PushConnector connector, Map<String, String> given) {
        return connector.options().and(DStreamOptions.receiving()).read(without(ReadOptions.CONNECTOR.name(), given));
    }

    /** Where a new stream starts. */
    static StartFrom start(Options options) {
        return Bounds.start(options, new StartFrom.Latest(), path -> {
            throw ConnectorException.settings("Option 'startingOffsets' names the checkpoint '" + path
                    + "', which a streaming query can take over, but not a DStream; give positions as JSON instead");
        });
    }

    /** The options as they travel and are kept: under the names that users gave. */
    static Map<String, String> kept(Map<String, String> given) {
        return without(ReadOptions.CONNECTOR.name(), given);
    }

    /** The options without one of them, in whatever case it is written. */
    static Map<String, String> without(String name, Map<String, String> given) {
        Map<String, String> rest = new TreeMap<>(given);
        rest.keySet().removeIf(name::equalsIgnoreCase);
        return rest;
    }

    private static Map<String, String> named(String connector, Map<String, String> given) {
        Map<String, String> all = without(ReadOptions.CONNECTOR.name(), given);
        all.put(ReadOptions.CONNECTOR.name(), connector);
        return all;
    }

    private static void refuseColumns(Options options) {
        if (options.value(ReadOptions.COLUMNS) != ReadOptions.ColumnStyle.EVENT) {
            throw ConnectorException.settings(
                    "Option 'columns' has no meaning for a DStream, whose elements are StreamEvents; leave it out");
        }
    }
}
