package io.millrace.cli.pipeline;

import io.millrace.api.ConnectorException;
import io.millrace.api.InputConnector;
import io.millrace.api.KeyedStoreConnector;
import io.millrace.api.LogConnector;
import io.millrace.api.OptionSet;
import io.millrace.api.PushConnector;
import io.millrace.api.StoreConnector;
import io.millrace.runtime.Connectors;
import io.millrace.runtime.ReadOptions;
import io.millrace.runtime.StoreOptions;
import io.millrace.runtime.WriteOptions;
import io.millrace.runtime.deadletter.LetterOutput;
import io.millrace.runtime.journal.JournalConnector;
import io.millrace.runtime.lookup.LookupJob;
import io.millrace.runtime.lookup.LookupOptions;
import io.millrace.spark.hosted.Hosted;
import io.millrace.spark.hosted.HostedInput;
import io.millrace.spark.hosted.HostedOutput;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;

/** What a connector's name stands for in each of its uses, and which options that use takes. */
public final class Kinds {
    private Kinds() {}

    /** Names of all that can be read. */
    public static Set<String> inputs() {
        Set<String> names = new TreeSet<>(Connectors.inputs().keySet());
        Hosted.names().stream().filter(name -> Hosted.input(name).isPresent()).forEach(names::add);
        return names;
    }

    /** Names of all that can be written to. */
    public static Set<String> outputs() {
        Set<String> names = new TreeSet<>(Connectors.outputs().keySet());
        Hosted.names().stream().filter(name -> Hosted.output(name).isPresent()).forEach(names::add);
        return names;
    }

    /** Names of all in which rows can be looked up. */
    public static Set<String> lookups() {
        Set<String> names = new TreeSet<>();
        inputs().stream()
                .filter(name -> Hosted.input(name).isPresent()
                        || Connectors.findInput(name)
                                .filter(KeyedStoreConnector.class::isInstance)
                                .isPresent())
                .forEach(names::add);
        return names;
    }

    /**
     * What an input takes.
     *
     * @throws ConnectorException with kind {@code SETTINGS} if there is no such input
     */
    public static OptionSet ofInput(String name) {
        Optional<HostedInput> hosted = Hosted.input(name);
        if (hosted.isPresent()) {
            return Hosted.with(hosted.get().options());
        }
        Optional<InputConnector> found = Connectors.findInput(name);
        if (found.isEmpty()) {
            if (outputs().contains(name)) {
                throw ConnectorException.settings("Connector '" + name
                        + "' can be written to, but not read; inputs are " + String.join(", ", inputs()));
            }
            Hosted.refuseNearly(name);
        }
        InputConnector input = found.orElseGet(() -> Connectors.input(name));
        if (input instanceof StoreConnector store) {
            return StoreOptions.with(store);
        }
        return ReadOptions.with(log(input));
    }

    /**
     * What an output takes.
     *
     * @throws ConnectorException with kind {@code SETTINGS} if there is no such output
     */
    public static OptionSet ofOutput(String name) {
        Optional<HostedOutput> hosted = Hosted.output(name);
        if (hosted.isPresent()) {
            return Hosted.with(hosted.get().options());
        }
        if (!Connectors.outputs().containsKey(name)) {
            if (inputs().contains(name)) {
                throw ConnectorException.settings("Connector '" + name + "' can be read, but not written to; outputs"
                        + " are " + String.join(", ", outputs()));
            }
            Hosted.refuseNearly(name);
        }
        return WriteOptions.with(Connectors.output(name));
    }

    /** The options of a dead-letter output, which for files are not those of their other output. */
    public static OptionSet ofLetters(String name) {
        return LetterOutput.find(name).map(WriteOptions::with).orElseGet(() -> ofOutput(name));
    }

    /**
     * What a look-up takes; empty for hosted inputs, which check by themselves.
     *
     * @throws ConnectorException with kind {@code SETTINGS} if rows cannot be looked up there
     */
    public static Optional<OptionSet> ofLookup(String name) {
        return Hosted.input(name).isPresent()
                ? Optional.empty()
                : Optional.of(LookupOptions.with(LookupJob.store(name)));
    }

    /** Whether it is read as a batch if nobody says how. */
    public static boolean isStore(String name) {
        return Connectors.findInput(name)
                .filter(StoreConnector.class::isInstance)
                .isPresent();
    }

    /** Whether it is spoken to, so that it cannot be asked. */
    public static boolean isPush(String name) {
        return Connectors.findInput(name)
                .filter(PushConnector.class::isInstance)
                .isPresent();
    }

    private static LogConnector log(InputConnector input) {
        return input instanceof PushConnector push
                ? new JournalConnector(push, Configuration::new)
                : (LogConnector) input;
    }
}
