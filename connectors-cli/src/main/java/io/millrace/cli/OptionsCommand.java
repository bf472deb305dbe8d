package io.millrace.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.api.Option;
import io.millrace.api.OptionSet;
import io.millrace.cli.pipeline.Kinds;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code millrace options NAME}: the reference of one connector, from its code. */
@Command(
        name = "options",
        mixinStandardHelpOptions = true,
        description = "Shows the options of a connector: to read, to write, and to look rows up.",
        footer = {"", "Examples:", "  millrace options kafka", "  millrace options mongodb --json"})
final class OptionsCommand implements Callable<Integer> {
    @Mixin
    private final Printing printing = new Printing();

    @Parameters(paramLabel = "NAME", description = "The connector's name; 'millrace connectors' shows all.")
    private String name = "";

    @Override
    public Integer call() {
        boolean input = Kinds.inputs().contains(name);
        boolean output = Kinds.outputs().contains(name);
        if (input || !output) {
            show("reading", Kinds.ofInput(name));
        }
        if (output) {
            show("writing", Kinds.ofOutput(name));
        }
        if (Kinds.lookups().contains(name)) {
            Kinds.ofLookup(name).ifPresent(set -> show("look-ups", set));
        }
        return 0;
    }

    private void show(String use, OptionSet set) {
        if (printing.isJson()) {
            set.options().forEach(option -> printing.json(json(use, option)));
            return;
        }
        printing.plain(printing.styled("bold", use));
        for (Option<?> option : set.options()) {
            printing.plain("  " + printing.styled("fg(cyan)", option.name()) + "  " + option.type() + fallback(option));
            String end = option.doc().endsWith(".") ? " " : ". ";
            String others = option.aliases().isEmpty() ? "" : end + "Also " + String.join(", ", option.aliases());
            printing.plain("      " + option.doc() + others);
        }
        for (OptionSet.PassThrough pass : set.passThroughs()) {
            printing.plain("  " + printing.styled("fg(cyan)", pass.prefix() + "*") + "  handed on");
            printing.plain("      " + pass.doc());
        }
        printing.plain("");
    }

    private static String fallback(Option<?> option) {
        @Nullable String text = option.fallback();
        if (option.isRequired()) {
            return ", required";
        }
        return text == null ? "" : ", " + text + " if nothing is said";
    }

    private static ObjectNode json(String use, Option<?> option) {
        ObjectNode one = JsonNodeFactory.instance.objectNode();
        one.put("use", use)
                .put("name", option.name())
                .put("type", option.type())
                .put("default", option.fallback())
                .put("required", option.isRequired())
                .put("secret", option.isSecret())
                .put("doc", option.doc());
        option.aliases().forEach(one.putArray("aliases")::add);
        return one;
    }
}
