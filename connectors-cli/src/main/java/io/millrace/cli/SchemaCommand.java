package io.millrace.cli;

import io.millrace.cli.file.PipelineSchema;
import io.millrace.cli.pipeline.Kinds;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code millrace schema}: the JSON Schema of pipeline files. */
@Command(
        name = "schema",
        mixinStandardHelpOptions = true,
        description = {
            "Prints the JSON Schema of pipeline files, with the connectors on the classpath and their options.",
            "An editor that knows it completes a file and checks it while it is written."
        },
        footer = {"", "Examples:", "  millrace schema > pipeline.schema.json"})
final class SchemaCommand implements Callable<Integer> {
    @Mixin
    private final Printing printing = new Printing();

    @Override
    public Integer call() {
        printing.plain(text());
        return 0;
    }

    static String text() {
        return PipelineSchema.of(Kinds.inputs(), Kinds::ofInput, Kinds.outputs(), Kinds::ofOutput)
                .toPrettyString();
    }
}
