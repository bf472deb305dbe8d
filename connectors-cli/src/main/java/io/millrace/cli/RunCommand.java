package io.millrace.cli;

import io.millrace.api.ConnectorException;
import io.millrace.cli.file.Fault;
import io.millrace.cli.file.Pipeline;
import io.millrace.cli.file.PipelineFile;
import io.millrace.cli.pipeline.PipelineCheck;
import io.millrace.cli.pipeline.Running;
import io.millrace.cli.pipeline.Sessions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace run FILE}: a pipeline at work, until it has nothing more to do, fails, or is asked to end. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        showEndOfOptionsDelimiterInUsageHelp = true,
        description = {
            "Checks a pipeline file, and runs it: in this process, or on a cluster by spark-submit.",
            "Ctrl-C stops it, and what is under way is done anew when it is started again; a second one ends it at once."
        },
        footer = {
            "",
            "Examples:",
            "  millrace run pipeline.yaml",
            "  millrace run pipeline.yaml --spark spark://host:7077",
            "  SPARK_HOME=/opt/spark millrace run pipeline.yaml --spark yarn -- --deploy-mode cluster --executor-memory 2g"
        })
final class RunCommand implements Callable<Integer> {
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration TELL = Duration.ofSeconds(5);

    @Mixin
    private final Printing printing = new Printing();

    @Parameters(index = "0", paramLabel = "FILE", description = "The pipeline file.")
    private Path file = Path.of("pipeline.yaml");

    @Option(
            names = "--spark",
            paramLabel = "MASTER",
            description = "The cluster: spark://…, yarn or k8s://…; left out, Spark runs in this process.")
    private @Nullable String spark;

    @Parameters(
            index = "1..*",
            paramLabel = "SUBMIT-OPTION",
            description = "With --spark, behind --: options of spark-submit.")
    private List<String> submitOptions = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        String master = spark;
        if (master != null) {
            return Submit.run(master, file, printing.isJson(), submitOptions);
        }
        if (!submitOptions.isEmpty()) {
            throw ConnectorException.settings("'" + String.join(" ", submitOptions)
                    + "' is for spark-submit, which is used with --spark MASTER alone; add that, or leave these out");
        }
        Stop stop = Stop.onSignals();
        PipelineFile read = PipelineFile.read(file, System.getenv());
        List<Fault> faults = PipelineCheck.of(read, Sessions::of);
        Pipeline pipeline = read.pipeline();
        if (!faults.isEmpty() || pipeline == null) {
            CheckCommand.print(file, faults, printing);
            return Main.FAILED;
        }
        SparkSession session = Sessions.of(pipeline);
        try (Running running = Running.start(pipeline, session, new ProgressLog(printing, TELL))) {
            while (running.isActive() && running.failure().isEmpty()) {
                if (stop.await(LOOK)) {
                    printing.note("Stopping; what is under way is done anew when the pipeline is started again.");
                    break;
                }
            }
            // What ends because it is asked to has not failed, whatever it says.
            Optional<String> failed = running.failure();
            running.close();
            return failed.map(failure -> {
                        printing.note(read.references().hide(failure));
                        return Main.FAILED;
                    })
                    .orElse(0);
        } finally {
            session.sparkContext().stop();
        }
    }
}
