package io.millrace.cli.pipeline;

import io.millrace.cli.file.Fault;
import io.millrace.cli.file.Pipeline;
import io.millrace.cli.file.Pipeline.Input;
import io.millrace.cli.file.Pipeline.Output;
import io.millrace.cli.file.PipelineFile;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;

/** All that is wrong with a pipeline, found without moving data. */
public final class PipelineCheck {
    /** How long an unreachable system is tried, where the file does not say. */
    private static final String PATIENCE = "5s";

    private PipelineCheck() {}

    /**
     * Checks a file by itself, then its connectors and options, then, in Spark, its columns and queries, then asks the systems.
     *
     * @param spark starts a session with the pipeline's settings; not called if the file is not complete enough
     * @return the faults from the top of the file to its end, without the values of references; empty if it can be run
     */
    public static List<Fault> of(PipelineFile file, Function<Pipeline, SparkSession> spark) {
        Faults faults = new Faults();
        faults.addAll(file.faults());
        Pipeline pipeline = file.pipeline();
        if (pipeline != null) {
            Assembly assembly = new Assembly(pipeline, PATIENCE);
            new OptionCheck(pipeline, assembly, faults).run();
            ask(pipeline, assembly, spark.apply(pipeline), faults);
        }
        return faults.sorted().stream()
                .map(fault -> new Fault(fault.spot(), file.references().hide(fault.message())))
                .toList();
    }

    private static void ask(Pipeline pipeline, Assembly assembly, SparkSession spark, Faults faults) {
        Set<Integer> wrong =
                faults.sorted().stream().map(fault -> fault.spot().line()).collect(Collectors.toSet());
        Faults more = new Faults();
        Wiring wiring = Wiring.of(spark, pipeline, assembly, more);
        SystemCheck systems = new SystemCheck(assembly, more);
        for (Input input : pipeline.inputs()) {
            boolean told = assembly.input(input).values().values().stream()
                    .anyMatch(value -> wrong.contains(value.spot().line()));
            if (!told) {
                systems.check(input);
            }
        }
        for (Output output : pipeline.outputs()) {
            wiring.rows(output).ifPresent(rows -> systems.check(output, rows));
        }
        try {
            new Checkpoint(pipeline, spark.sparkContext().hadoopConfiguration()).check();
        } catch (Exception e) {
            more.add(pipeline.checkpoint().spot(), Reason.of(e));
        }
        // What a line's first fault leads to is no news.
        more.sorted().stream()
                .filter(fault -> !wrong.contains(fault.spot().line()))
                .forEach(fault -> faults.add(fault.spot(), fault.message()));
    }
}
