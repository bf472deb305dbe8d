package io.millrace.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.api.InputConnector;
import io.millrace.api.KeyedStoreConnector;
import io.millrace.api.LiveLogConnector;
import io.millrace.api.LogConnector;
import io.millrace.api.PushConnector;
import io.millrace.cli.pipeline.Kinds;
import io.millrace.runtime.Connectors;
import io.millrace.spark.hosted.Hosted;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code millrace connectors}: what is on the classpath. */
@Command(
        name = "connectors",
        mixinStandardHelpOptions = true,
        description = "Shows the connectors on the classpath: what each can do, what that promises, and its version.",
        footer = {"", "Examples:", "  millrace connectors", "  millrace connectors --json"})
final class ConnectorsCommand implements Callable<Integer> {
    private static final String NONE = "-";

    @Mixin
    private final Printing printing = new Printing();

    @Override
    public Integer call() {
        Set<String> names = new TreeSet<>(Kinds.inputs());
        names.addAll(Kinds.outputs());
        Set<String> lookups = Kinds.lookups();
        Table table = new Table("NAME", "READ AS", "PROMISES OF READING", "WRITTEN", "LOOKED UP", "VERSION");
        for (String name : names) {
            boolean written = Kinds.outputs().contains(name);
            String version = Versions.of(type(name));
            if (printing.isJson()) {
                ObjectNode one = JsonNodeFactory.instance.objectNode();
                one.put("name", name)
                        .put("input", kind(name))
                        .put("promise", promise(name))
                        .put("output", written)
                        .put("lookup", lookups.contains(name))
                        .put("version", version);
                printing.json(one);
            }
            table.add(
                    name,
                    kind(name),
                    promise(name),
                    written ? "yes" : NONE,
                    lookups.contains(name) ? "yes" : NONE,
                    version);
        }
        if (!printing.isJson()) {
            table.lines().forEach(printing::plain);
            printing.note("");
            printing.note(
                    "What an output promises depends on its options: 'millrace check' tells, and docs/guarantees.md.");
        }
        return 0;
    }

    private static String kind(String name) {
        if (Hosted.input(name).isPresent()) {
            return "files";
        }
        InputConnector input = Connectors.findInput(name).orElse(null);
        if (input == null) {
            return NONE;
        } else if (input instanceof LogConnector) {
            return input instanceof LiveLogConnector ? "log, live" : "log";
        } else if (input instanceof PushConnector) {
            return "push";
        }
        return input instanceof KeyedStoreConnector ? "store, keyed" : "store";
    }

    private static String promise(String name) {
        String kind = kind(name);
        if (kind.startsWith("log") || kind.equals("files")) {
            return "each event once: exact ranges, read again after a failure";
        }
        if (kind.equals("push")) {
            return "at least once: acknowledged when in the journal";
        }
        return kind.equals(NONE) ? NONE : "what is there when it is read";
    }

    private static Class<?> type(String name) {
        return Hosted.input(name)
                .<Object>map(input -> input)
                .or(() -> Hosted.output(name))
                .or(() -> Connectors.findInput(name))
                .orElseGet(() -> Connectors.output(name))
                .getClass();
    }
}
