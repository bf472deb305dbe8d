package io.millrace.cli;

import io.millrace.api.ConnectorException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.deploy.SparkSubmit;
import org.jspecify.annotations.Nullable;

/**
 * Hands a pipeline to spark-submit: that of the Spark which {@code SPARK_HOME} names, or else the one on our own classpath,
 * which knows standalone clusters and nothing else. The process that it starts there runs {@code millrace run} again.
 */
final class Submit {
    /** The jars that a cluster is sent, as bin/millrace tells them: ours first, then connectors and what they need. */
    private static final String JARS = "millrace.jars";

    private Submit() {}

    /** Runs a pipeline on a cluster, and answers the exit code. */
    static int run(String master, Path file, boolean json, List<String> options)
            throws IOException, InterruptedException {
        List<String> arguments = arguments(master, file, json, options, jars());
        @Nullable String home = System.getenv("SPARK_HOME");
        if (home == null) {
            SparkSubmit.main(arguments.toArray(String[]::new));
            return 0;
        }
        Path program = Path.of(home, "bin", "spark-submit");
        if (!Files.isExecutable(program)) {
            throw ConnectorException.settings("SPARK_HOME is '" + home + "', but there is no program '" + program
                    + "'; let SPARK_HOME name a Spark installation, or unset it");
        }
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(arguments);
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    /** What spark-submit is told. A driver that runs on the cluster gets the file by name, into its own folder. */
    static List<String> arguments(String master, Path file, boolean json, List<String> options, List<String> jars) {
        List<String> all = new ArrayList<>(List.of(
                "--master", master, "--class", Main.class.getName(), "--name", "millrace " + file.getFileName()));
        int mode = options.indexOf("--deploy-mode");
        boolean away =
                mode >= 0 && mode + 1 < options.size() && options.get(mode + 1).equals("cluster");
        if (away) {
            all.addAll(List.of("--files", file.toAbsolutePath().toString()));
        }
        if (jars.size() > 1) {
            all.addAll(List.of("--jars", String.join(",", jars.subList(1, jars.size()))));
        }
        all.addAll(options);
        all.addAll(List.of(
                jars.get(0),
                "run",
                away
                        ? String.valueOf(file.getFileName())
                        : file.toAbsolutePath().toString()));
        if (json) {
            all.add("--json");
        }
        return all;
    }

    private static List<String> jars() {
        String jars = System.getProperty(JARS, "");
        if (jars.isEmpty()) {
            throw ConnectorException.settings(
                    "Which jars to send to the cluster is not known here; start bin/millrace, which" + " says it by -D"
                            + JARS);
        }
        return List.of(jars.split(File.pathSeparator, -1));
    }
}
