package io.millrace.cli;

import io.millrace.cli.pipeline.Reason;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The command {@code bin/millrace} itself: its parts do the work. */
@Command(
        name = "millrace",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        description = "Connectors for Spark: what there is, and pipelines from a file.",
        subcommands = {
            ConnectorsCommand.class,
            OptionsCommand.class,
            CheckCommand.class,
            RunCommand.class,
            PeekCommand.class,
            SchemaCommand.class,
            GenerateCompletion.class,
            HelpCommand.class
        },
        footer = {
            "",
            "Examples:",
            "  millrace connectors",
            "  millrace options kafka",
            "  millrace peek kafka --option kafka.bootstrap.servers=localhost:9092 --option subscribe=orders",
            "  millrace check pipeline.yaml",
            "  millrace run pipeline.yaml",
            "  source <(millrace generate-completion)",
            "",
            "Exit codes: 0 all is well, 1 something is wrong or failed, 2 the command was not understood."
        })
public final class Main {
    /** What is returned when something is wrong or failed. */
    static final int FAILED = 1;

    /** For picocli. */
    public Main() {}

    /** Runs a command, and ends the process with its exit code. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The command and all its parts. */
    static CommandLine commandLine() {
        return new CommandLine(new Main()).setExecutionExceptionHandler((failure, command, parsed) -> {
            String told = Reason.ofUsers(failure).orElseThrow(() -> failure);
            command.getErr().println(command.getColorScheme().errorText(told));
            return FAILED;
        });
    }
}
