package io.millrace.spark.hosted;

import io.millrace.api.ConnectorException;
import io.millrace.api.Names;
import io.millrace.api.OptionSet;
import io.millrace.runtime.ReadOptions;
import io.millrace.runtime.Services;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The hosted connectors on the driver's classpath, by name. Safe for many threads. */
public final class Hosted {
    private static final Services<HostedInput> INPUTS = new Services<>(HostedInput.class, HostedInput::name);
    private static final Services<HostedOutput> OUTPUTS = new Services<>(HostedOutput.class, HostedOutput::name);
    private static final OptionSet FRAMEWORK = OptionSet.of(ReadOptions.CONNECTOR, ReadOptions.RETRY_TIMEOUT);

    private Hosted() {}

    /** The input with this name, if there is one. */
    public static Optional<HostedInput> input(String name) {
        return Optional.ofNullable(INPUTS.find(name));
    }

    /** The output with this name, if there is one. */
    public static Optional<HostedOutput> output(String name) {
        return Optional.ofNullable(OUTPUTS.find(name));
    }

    /** The names of all inputs and outputs. */
    public static Set<String> names() {
        Set<String> names = new TreeSet<>(INPUTS.all().keySet());
        names.addAll(OUTPUTS.all().keySet());
        return names;
    }

    /** Refuses a name that is nobody's and nearly that of a hosted connector. */
    public static void refuseNearly(String name) {
        Names.nearest(name, names(), 2).ifPresent(near -> {
            throw ConnectorException.settings(
                    "There is no connector named '" + name + "'; did you mean '" + near + "'?");
        });
    }

    /** The options of the framework and of a connector together. */
    public static OptionSet with(OptionSet connectors) {
        return FRAMEWORK.and(connectors);
    }
}
