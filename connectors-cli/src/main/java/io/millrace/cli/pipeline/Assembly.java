package io.millrace.cli.pipeline;

import io.millrace.cli.file.Located;
import io.millrace.cli.file.Pipeline;
import io.millrace.cli.file.Pipeline.DeadLetters;
import io.millrace.cli.file.Pipeline.Format;
import io.millrace.cli.file.Pipeline.Input;
import io.millrace.cli.file.Pipeline.Lookup;
import io.millrace.cli.file.Pipeline.Output;
import io.millrace.cli.file.Pipeline.Reading;
import io.millrace.cli.file.Settings;
import io.millrace.cli.file.Trigger;
import io.millrace.runtime.ParseOptions;
import io.millrace.runtime.WriteOptions;
import io.millrace.runtime.deadletter.DeadLetterOptions;
import io.millrace.runtime.lookup.LookupOptions;
import io.millrace.runtime.registry.RegistryOptions;
import io.millrace.spark.hosted.Hosted;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The options that each part of a pipeline hands to Millrace, put together from what the file says in several places. */
final class Assembly {
    private static final String DEAD = "deadletter";

    private final Pipeline pipeline;
    private final @Nullable String retryTimeout;

    /**
     * The options of a pipeline.
     *
     * @param retryTimeout how long to try again where the file does not say; null for the connectors' own time
     */
    Assembly(Pipeline pipeline, @Nullable String retryTimeout) {
        this.pipeline = pipeline;
        this.retryTimeout = retryTimeout;
    }

    Settings input(Input input) {
        return with(input.options(), input.connector());
    }

    Settings output(Output output) {
        Settings all = with(output.options(), output.connector());
        boolean takesLetters = Hosted.output(output.connector().text()).isEmpty()
                && !has(output.options(), WriteOptions.ON_REJECT.name())
                && !has(output.options(), DeadLetterOptions.CONNECTOR.name());
        return takesLetters ? all.and(letters()) : all;
    }

    Settings lookup(Lookup lookup) {
        Settings all = with(lookup.options(), lookup.connector());
        return sendsLetters(lookup) ? all.and(letters()) : all;
    }

    Settings format(Format format) {
        Settings own = sendsLetters(format) ? format.options().and(letters()) : format.options();
        Located registry = own.values().get(RegistryOptions.URL.name());
        return registry == null ? own : patient(own, RegistryOptions.RETRY_TIMEOUT.name(), registry);
    }

    static boolean sendsLetters(Format format) {
        return is(format.options(), ParseOptions.ON_MALFORMED.name());
    }

    static boolean sendsLetters(Lookup lookup) {
        return is(lookup.options(), LookupOptions.ON_MISSING.name())
                || is(lookup.options(), LookupOptions.ON_FAILURE.name());
    }

    /** Whether an input is read as a stream. */
    static boolean isStream(Input input) {
        Reading reading = input.reading();
        return reading == null ? !Kinds.isStore(input.connector().text()) : reading == Reading.STREAM;
    }

    Trigger trigger(Output output) {
        Trigger own = output.trigger();
        return own == null ? pipeline.trigger() : own;
    }

    private Settings letters() {
        DeadLetters letters = pipeline.deadLetters();
        if (letters == null) {
            return Settings.NONE;
        }
        Map<String, Located> all = new HashMap<>(Map.of("connector", letters.connector()));
        all.putAll(letters.options().values());
        return new Settings(all).prefixed("deadletter.");
    }

    private Settings with(Settings options, Located connector) {
        return patient(new Settings(Map.of("connector", connector)).and(options), "retryTimeout", connector);
    }

    /** Options that also say how long to try again, unless they did. */
    private Settings patient(Settings options, String name, Located asked) {
        String patience = retryTimeout;
        return patience == null || has(options, name)
                ? options
                : options.and(new Settings(Map.of(name, new Located(patience, patience, asked.spot()))));
    }

    private static boolean is(Settings options, String name) {
        return options.values().entrySet().stream()
                .anyMatch(entry -> entry.getKey().equalsIgnoreCase(name)
                        && entry.getValue().text().equalsIgnoreCase(DEAD));
    }

    private static boolean has(Settings options, String name) {
        return options.values().keySet().stream().anyMatch(name::equalsIgnoreCase);
    }
}
