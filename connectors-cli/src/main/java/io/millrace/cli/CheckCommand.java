package io.millrace.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.cli.file.Fault;
import io.millrace.cli.file.PipelineFile;
import io.millrace.cli.pipeline.PipelineCheck;
import io.millrace.cli.pipeline.Sessions;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code millrace check FILE}: all that is wrong with a pipeline, without moving data. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = {
            "Checks a pipeline file, and shows all that is wrong with it at once, each with its line and what to do.",
            "It asks the connectors and the systems for names, types, columns and promises; no data moves."
        },
        footer = {"", "Examples:", "  millrace check pipeline.yaml", "  millrace check pipeline.yaml --json"})
final class CheckCommand implements Callable<Integer> {
    @Mixin
    private final Printing printing = new Printing();

    @Parameters(paramLabel = "FILE", description = "The pipeline file.")
    private Path file = Path.of("pipeline.yaml");

    @Override
    public Integer call() {
        List<Fault> faults = PipelineCheck.of(PipelineFile.read(file, System.getenv()), Sessions::of);
        print(file, faults, printing);
        if (faults.isEmpty() && !printing.isJson()) {
            printing.plain(printing.styled("fg(green)", file + " can be run."));
        }
        return faults.isEmpty() ? 0 : Main.FAILED;
    }

    static void print(Path file, List<Fault> faults, Printing printing) {
        for (Fault fault : faults) {
            if (printing.isJson()) {
                ObjectNode one = JsonNodeFactory.instance.objectNode();
                one.put("file", file.toString())
                        .put("line", fault.spot().line())
                        .put("column", fault.spot().column())
                        .put("message", fault.message());
                printing.json(one);
            } else {
                String place =
                        file + ":" + fault.spot().line() + ":" + fault.spot().column();
                printing.plain(printing.styled("bold", place) + ": " + fault.message());
            }
        }
    }
}
