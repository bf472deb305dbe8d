package io.millrace.cli.pipeline;

import io.millrace.api.ConnectorException;
import io.millrace.api.Option;
import io.millrace.api.OptionFault;
import io.millrace.api.OptionSet;
import io.millrace.api.Options;
import io.millrace.cli.file.Located;
import io.millrace.cli.file.Pipeline;
import io.millrace.cli.file.Pipeline.DeadLetters;
import io.millrace.cli.file.Pipeline.Format;
import io.millrace.cli.file.Pipeline.Input;
import io.millrace.cli.file.Pipeline.Lookup;
import io.millrace.cli.file.Pipeline.Output;
import io.millrace.cli.file.Pipeline.Reading;
import io.millrace.cli.file.Pipeline.Step;
import io.millrace.cli.file.Settings;
import io.millrace.cli.file.Spot;
import io.millrace.cli.file.Trigger;
import io.millrace.runtime.ParseOptions;
import io.millrace.runtime.deadletter.LetterOutput;
import io.millrace.runtime.registry.RegistryOptions;
import io.millrace.spark.hosted.Hosted;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Holds a pipeline's connectors and options against what is on the classpath. Neither Spark nor any system is asked. */
final class OptionCheck {
    private static final Options NO_OPTIONS = OptionSet.EMPTY.read(Map.of());
    private static final Set<String> ENDS = Set.of("endingoffsets", "endingtimestamp", "endingoffsetsbytimestamp");

    private final Pipeline pipeline;
    private final Assembly assembly;
    private final Faults faults;

    OptionCheck(Pipeline pipeline, Assembly assembly, Faults faults) {
        this.pipeline = pipeline;
        this.assembly = assembly;
        this.faults = faults;
    }

    void run() {
        pipeline.inputs().forEach(this::check);
        for (Step step : pipeline.steps()) {
            if (step.work() instanceof Lookup lookup) {
                check(lookup);
            }
        }
        pipeline.outputs().forEach(this::check);
        DeadLetters letters = pipeline.deadLetters();
        if (letters != null) {
            check(letters);
        }
    }

    private void check(Input input) {
        String name = input.connector().text();
        check(input.connector(), input.options(), assembly.input(input), () -> Kinds.ofInput(name));
        boolean stream = Assembly.isStream(input);
        if (stream && Kinds.isStore(name)) {
            faults.add(
                    input.connector().spot(),
                    "Connector '" + name
                            + "' is a store, which is read as a batch; set 'mode' to batch, or leave it out");
        }
        if (input.reading() == Reading.BATCH && Kinds.isPush(name)) {
            faults.add(
                    input.connector().spot(),
                    "Connector '" + name + "' is spoken to and cannot be read as a batch; leave 'mode' out, and set the"
                            + " trigger to available-now to read what its journal holds");
        }
        input.options().values().forEach((option, value) -> {
            if (stream && ENDS.contains(option.toLowerCase(Locale.ROOT))) {
                faults.add(
                        value.spot(),
                        "'" + option
                                + "' ends a batch and has no meaning for a stream; leave it out, or set 'mode' to batch");
            }
        });
        Located schema = input.schema();
        if (schema != null && !Kinds.isStore(name) && Hosted.input(name).isEmpty()) {
            faults.add(
                    schema.spot(),
                    "The columns of '" + name
                            + "' are always the same, so it takes no 'schema'; put it into 'format', which"
                            + " makes columns of the bytes in 'value'");
        }
        Format format = input.format();
        if (format != null) {
            check(format);
        }
    }

    private void check(Format format) {
        if (Assembly.sendsLetters(format) && pipeline.deadLetters() == null) {
            faults.add(
                    format.options()
                            .spot(
                                    ParseOptions.ON_MALFORMED.name(),
                                    format.type().spot()),
                    "Rows are sent to dead letters here, but the pipeline has no section 'deadLetters'; add one with a connector"
                            + " and its options");
            return;
        }
        String type = format.type().text();
        boolean registered = format.options().values().containsKey(RegistryOptions.SUBJECT.name());
        boolean given = format.options().values().containsKey("schema");
        Spot spot = format.options().spot("schema", format.type().spot());
        if (type.equals("text") && given) {
            faults.add(spot, "Text has no 'schema'; leave it out: the column is named 'text'");
        } else if (!List.of("text", "protobuf").contains(type) && !registered && !given) {
            faults.add(spot, "'schema' is missing in the format: " + ParseOptions.SCHEMA.doc());
        }
        checkSecrets(ParseOptions.all(), format.options());
        tell(ParseOptions.all(), assembly.format(format), format.type().spot());
    }

    private void check(Lookup lookup) {
        if (Assembly.sendsLetters(lookup) && pipeline.deadLetters() == null) {
            faults.add(
                    lookup.options()
                            .spot(
                                    "lookup.onMissing",
                                    lookup.options()
                                            .spot(
                                                    "lookup.onFailure",
                                                    lookup.connector().spot())),
                    "Rows are sent to dead letters here, but the pipeline has no section 'deadLetters'; add one with a connector"
                            + " and its options");
        }
        check(
                lookup.connector(),
                lookup.options(),
                assembly.lookup(lookup),
                () -> Kinds.ofLookup(lookup.connector().text()).orElse(OptionSet.EMPTY));
    }

    private void check(Output output) {
        check(
                output.connector(),
                output.options(),
                assembly.output(output),
                () -> Kinds.ofOutput(output.connector().text()));
        Trigger trigger = assembly.trigger(output);
        if (trigger.kind() == Trigger.Kind.REAL_TIME && output.mode() != Pipeline.Mode.UPDATE) {
            faults.add(
                    output.name().spot(),
                    "Real-time mode writes changed rows alone; set 'mode' of this output to update");
        }
    }

    private void check(DeadLetters letters) {
        String name = letters.connector().text();
        if (Hosted.output(name).isPresent() && LetterOutput.find(name).isEmpty()) {
            faults.add(
                    letters.connector().spot(),
                    "Connector '" + name + "' takes whole batches and no single letters; use one of "
                            + Kinds.outputs().stream()
                                    .filter(other -> LetterOutput.find(other).isPresent())
                                    .collect(Collectors.joining(", ")));
            return;
        }
        Map<String, Located> all = new HashMap<>(letters.options().values());
        all.remove("identity"); // of the letters, not of the connector
        all.put("connector", letters.connector());
        check(letters.connector(), letters.options(), new Settings(all), () -> Kinds.ofLetters(name));
    }

    private void check(Located connector, Settings own, Settings all, Known known) {
        try {
            OptionSet set = known.options();
            checkSecrets(set, own);
            if (!set.options().isEmpty()) {
                tell(set, all, connector.spot());
            }
        } catch (ConnectorException e) {
            faults.add(connector.spot(), Reason.of(e));
        }
    }

    private void tell(OptionSet set, Settings given, Spot otherwise) {
        List<OptionFault> wrong = set.faults(given.texts());
        for (OptionFault fault : wrong) {
            String message = fault.message();
            faults.add(
                    given.spot(fault.option(), otherwise),
                    message.startsWith("'") ? "Option " + message : "Options: " + message);
        }
    }

    /** A secret must be a reference that is resolved where it is used: so neither the file holds it nor Spark's plans. */
    private void checkSecrets(OptionSet set, Settings own) {
        own.values().forEach((name, value) -> {
            boolean secret = set.options().stream()
                            .filter(Option::isSecret)
                            .anyMatch(option -> option.name().equalsIgnoreCase(name)
                                    || option.aliases().stream().anyMatch(name::equalsIgnoreCase))
                    || (isPassedThrough(set, name) && NO_OPTIONS.isDelicate(name));
            String text = value.written().strip();
            if (secret && !isReference(text) && !isOpenAddress(text)) {
                faults.add(
                        value.spot(),
                        "Option '" + name
                                + "' is a secret; write env:NAME (without ${ }) or file:PATH, which is resolved where it"
                                + " is used, so that neither this file nor any plan or log of Spark holds it");
            }
        });
    }

    private static boolean isReference(String text) {
        return text.startsWith("env:") || text.startsWith("file:");
    }

    /** An address that is secret only for the password that it may hold. */
    private static boolean isOpenAddress(String text) {
        return text.contains("://") && !text.contains("@") && !text.contains("${");
    }

    private static boolean isPassedThrough(OptionSet set, String name) {
        return set.passThroughs().stream().anyMatch(pass -> name.startsWith(pass.prefix()));
    }

    /** The options that a connector takes. */
    private interface Known {
        OptionSet options();
    }
}
