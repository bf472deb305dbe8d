package io.millrace.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import picocli.CommandLine.Help.Ansi.Style;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How a command says what it has to say: to people, in colours if it is a terminal that they read, or as JSON to programs. */
final class Printing {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Option(names = "--json", description = "Print JSON, one object a line, for programs.")
    private boolean json;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    boolean isJson() {
        return json;
    }

    /** A line for people that is no result: progress, and what is wrong. */
    void note(String line) {
        command.commandLine().getErr().println(line);
    }

    /** A line of the result. */
    void plain(String line) {
        command.commandLine().getOut().println(line);
    }

    void json(JsonNode object) {
        try {
            plain(JSON.writeValueAsString(object));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A text with a colour on a terminal. */
    String styled(String style, String text) {
        return command.commandLine()
                .getColorScheme()
                .apply(text, List.of(Style.parse(style)))
                .toString();
    }
}
