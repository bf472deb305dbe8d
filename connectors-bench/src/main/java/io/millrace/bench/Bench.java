package io.millrace.bench;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The benchmarks, each side by side in one JVM against a real broker in its own process. Every figure is a line on standard
 * output and an entry in a JSON file; what it does meanwhile goes to standard error.
 *
 * <p>A side that read or wrote something else than the others fails the run. A target that is missed is said, and fails
 * nothing: figures depend on the machine.
 */
public final class Bench {
    private static final List<Benchmark> ALL = List.of(
            new KafkaRead(),
            new KafkaWrite(),
            new KafkaLatency(),
            new KafkaDStream(),
            new Flume(),
            new Bridges(),
            new Kinesis(),
            new HBase(),
            new MongoDb(),
            new HdfsFiles(),
            new LookupRate());

    private Bench() {}

    /** Runs what the arguments ask for; {@code --help} tells them. */
    public static void main(String... args) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        int code = run(List.of(args), out);
        if (code != 0) {
            System.exit(code);
        }
    }

    /** As {@link #main}; answers the exit code. */
    static int run(List<String> args, PrintStream out) {
        List<String> names = ALL.stream().map(Benchmark::name).toList();
        Settings settings;
        try {
            settings = Settings.parse(args, names);
        } catch (IllegalArgumentException e) {
            System.err.println("bench: " + e.getMessage());
            System.err.print(Settings.usage(names));
            return 2;
        }
        if (settings.help()) {
            out.print(Settings.usage(names));
            return 0;
        }
        try (Rig rig = Rig.start(settings)) {
            for (Benchmark benchmark : ALL) {
                if (settings.benchmarks().contains(benchmark.name())) {
                    Report report = new Report(benchmark.name(), settings, out);
                    benchmark.run(rig, report);
                    Rig.say("the figures of " + benchmark.name() + " are in " + report.file());
                }
            }
            return 0;
        } catch (Exception e) {
            System.err.println("bench: failed");
            e.printStackTrace();
            return 1;
        }
    }
}
