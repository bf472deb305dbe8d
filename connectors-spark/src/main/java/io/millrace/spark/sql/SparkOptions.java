package io.millrace.spark.sql;

import io.millrace.api.ConnectorException;
import io.millrace.api.OptionSet;
import io.millrace.api.Options;
import io.millrace.runtime.Connectors;
import io.millrace.runtime.ReadOptions;
import io.millrace.spark.hosted.Hosted;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** Reads our options out of the map that Spark hands over, in which a few are Spark's own. */
final class SparkOptions {
    /** What Spark's readers and writers add to the options, in lower case. */
    private static final Set<String> SPARKS_OWN = Set.of("checkpointlocation", "queryname");

    private SparkOptions() {}

    /** The name of the connector. */
    static String connector(CaseInsensitiveStringMap given) {
        String name = given.get(ReadOptions.CONNECTOR.name());
        if (name == null) {
            Set<String> all = new TreeSet<>(Connectors.inputs().keySet());
            all.addAll(Connectors.outputs().keySet());
            all.addAll(Hosted.names());
            throw ConnectorException.settings(
                    "Option 'connector' is missing; it names the system to read from or write to" + " (found here: "
                            + String.join(", ", all) + ")");
        }
        return name;
    }

    /** The options, checked. */
    static Options read(OptionSet set, CaseInsensitiveStringMap given) {
        Map<String, String> ours = new HashMap<>();
        given.asCaseSensitiveMap().forEach((name, text) -> {
            if (!SPARKS_OWN.contains(name.toLowerCase(Locale.ROOT))) {
                ours.put(name, text);
            }
        });
        return set.read(ours);
    }
}
