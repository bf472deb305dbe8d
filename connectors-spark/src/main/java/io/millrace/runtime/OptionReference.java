package io.millrace.runtime;

import io.millrace.api.Option;
import io.millrace.api.OptionSet;
import java.util.stream.Collectors;

/** The reference of options, written from their declarations. */
public final class OptionReference {
    private OptionReference() {}

    /** A table of the options as Markdown. */
    public static String markdown(OptionSet set) {
        StringBuilder page = new StringBuilder("| option | type | default | meaning |\n|---|---|---|---|\n");
        for (Option<?> option : set.options()) {
            String fallback = option.fallback();
            page.append("| ")
                    .append(code(option.name()))
                    .append(aliases(option))
                    .append(" | ")
                    .append(cell(option.type()))
                    .append(" | ")
                    .append(option.isRequired() ? "required" : fallback == null ? "" : code(fallback))
                    .append(" | ")
                    .append(cell(option.doc()))
                    .append(" |\n");
        }
        for (OptionSet.PassThrough pass : set.passThroughs()) {
            page.append("| ")
                    .append(code(pass.prefix() + "*"))
                    .append(" | handed on | | ")
                    .append(cell(pass.doc()))
                    .append(" |\n");
        }
        return page.toString();
    }

    private static String aliases(Option<?> option) {
        return option.aliases().isEmpty()
                ? ""
                : option.aliases().stream()
                        .map(OptionReference::code)
                        .collect(Collectors.joining(", ", " (also ", ")"));
    }

    private static String code(String text) {
        return "`" + text + "`";
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}
