package io.millrace.runtime;

import io.millrace.api.ConnectorException;
import io.millrace.api.InputConnector;
import io.millrace.api.LogConnector;
import io.millrace.api.Names;
import io.millrace.api.OutputConnector;
import io.millrace.api.StoreConnector;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/**
 * The connectors on the classpath, by name. The driver and each executor look them up for themselves, so no connector is
 * ever serialized. Safe for many threads.
 */
public final class Connectors {
    private static final Services<InputConnector> INPUTS = new Services<>(InputConnector.class, InputConnector::name);
    private static final Services<OutputConnector> OUTPUTS =
            new Services<>(OutputConnector.class, OutputConnector::name);

    private Connectors() {}

    /** The input with this name, if there is one. */
    public static Optional<InputConnector> findInput(String name) {
        return Optional.ofNullable(INPUTS.find(name));
    }

    /**
     * The input with this name, of whatever kind.
     *
     * @throws ConnectorException with kind {@code SETTINGS} if there is none
     */
    public static InputConnector input(String name) {
        return named(name, "input", INPUTS);
    }

    /**
     * The log with this name.
     *
     * @throws ConnectorException with kind {@code SETTINGS} if there is none
     */
    public static LogConnector log(String name) {
        InputConnector found = input(name);
        if (found instanceof LogConnector log) {
            return log;
        }
        throw ConnectorException.settings("Connector '" + name + "' is not a log and cannot be read as one");
    }

    /**
     * The store with this name.
     *
     * @throws ConnectorException with kind {@code SETTINGS} if there is none
     */
    public static StoreConnector store(String name) {
        InputConnector found = named(name, "input", INPUTS);
        if (found instanceof StoreConnector store) {
            return store;
        }
        throw ConnectorException.settings("Connector '" + name + "' is not a store and cannot be read as one");
    }

    /** The output with this name, if there is one. */
    public static Optional<OutputConnector> findOutput(String name) {
        return Optional.ofNullable(OUTPUTS.find(name));
    }

    /**
     * The output with this name.
     *
     * @throws ConnectorException with kind {@code SETTINGS} if there is none
     */
    public static OutputConnector output(String name) {
        return named(name, "output", OUTPUTS);
    }

    /** All inputs, by name. */
    public static SortedMap<String, InputConnector> inputs() {
        return INPUTS.all();
    }

    /** All outputs, by name. */
    public static SortedMap<String, OutputConnector> outputs() {
        return OUTPUTS.all();
    }

    private static <C> C named(String name, String kind, Services<C> services) {
        C found = services.find(name);
        if (found != null) {
            return found;
        }
        Set<String> all = services.all().keySet();
        String nearest = Names.nearest(name, all, 2)
                .map(near -> "; did you mean '" + near + "'?")
                .orElse("; add the jar of that connector to the driver and the executors (found here: "
                        + String.join(", ", all) + ")");
        throw ConnectorException.settings("There is no " + kind + " connector named '" + name + "'" + nearest);
    }
}
