package io.millrace.runtime;

import io.millrace.api.ConnectorException;
import io.millrace.api.InputConnector;
import io.millrace.api.LogConnector;
import io.millrace.api.Names;
import io.millrace.api.OutputConnector;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The connectors on the classpath, by name. The driver and each executor look them up anew, so no connector is ever
 * serialized. Safe for many threads.
 */
public final class Connectors {
    private Connectors() {}

    /** The input with this name, if there is one. */
    public static Optional<InputConnector> findInput(String name) {
        return Optional.ofNullable(inputs().get(name));
    }

    /**
     * The log with this name.
     *
     * @throws ConnectorException with kind {@code SETTINGS} if there is none
     */
    public static LogConnector log(String name) {
        InputConnector found = named(name, "input", inputs());
        if (found instanceof LogConnector log) {
            return log;
        }
        throw ConnectorException.settings("Connector '" + name + "' is not a log and cannot be read as one");
    }

    /**
     * The output with this name.
     *
     * @throws ConnectorException with kind {@code SETTINGS} if there is none
     */
    public static OutputConnector output(String name) {
        return named(name, "output", outputs());
    }

    /** All inputs, by name. */
    public static SortedMap<String, InputConnector> inputs() {
        return load(InputConnector.class, InputConnector::name);
    }

    /** All outputs, by name. */
    public static SortedMap<String, OutputConnector> outputs() {
        return load(OutputConnector.class, OutputConnector::name);
    }

    private static <C> SortedMap<String, C> load(Class<C> kind, Function<C, String> name) {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        ClassLoader loader = context == null ? Connectors.class.getClassLoader() : context;
        SortedMap<String, C> found = new TreeMap<>();
        for (C connector : ServiceLoader.load(kind, loader)) {
            C other = found.putIfAbsent(name.apply(connector), connector);
            if (other != null && !other.getClass().equals(connector.getClass())) {
                throw ConnectorException.settings("Two connectors on the classpath are named '" + name.apply(connector)
                        + "': " + other.getClass().getName() + " and "
                        + connector.getClass().getName() + "; remove one of their jars");
            }
        }
        return found;
    }

    private static <C> C named(String name, String kind, Map<String, C> all) {
        C found = all.get(name);
        if (found != null) {
            return found;
        }
        String nearest = Names.nearest(name, all.keySet(), 2)
                .map(near -> "; did you mean '" + near + "'?")
                .orElse("; add the jar of that connector to the driver and the executors (found here: "
                        + String.join(", ", all.keySet()) + ")");
        throw ConnectorException.settings("There is no " + kind + " connector named '" + name + "'" + nearest);
    }
}
