package io.millrace.cli;

import io.millrace.api.ConnectorException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.deploy.SparkSubmit;
import org.apache.spark.util.SignalUtils;
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
        Process process = new ProcessBuilder(command).inheritIO().start();
        // A terminal tells both of Ctrl-C; whoever ends this process by SIGTERM knows nothing of the other.
        SignalUtils.register("INT", () -> true);
        SignalUtils.register("TERM", () -> {
            process.destroy();
            return true;
        });
        return process.waitFor();
    }

    /**
     * What spark-submit is told. A driver that runs on the cluster gets the file by name, into its own folder. Of two lists of
     * jars or files spark-submit takes the later alone, so that the user's are put behind ours.
     */
    static List<String> arguments(String master, Path file, boolean json, List<String> options, List<String> jars) {
        List<String> rest = new ArrayList<>(options);
        List<String> sent = new ArrayList<>(jars.subList(1, jars.size()));
        sent.addAll(taken("--jars", rest));
        List<String> files = new ArrayList<>();
        boolean away = isAway(options);
        if (away && master.startsWith("spark:")) {
            throw ConnectorException.settings(
                    "A standalone cluster that runs the driver, by '--deploy-mode cluster', is sent"
                            + " neither the pipeline file nor jars; leave that out, so that the driver runs here");
        }
        if (away) {
            files.add(file.toAbsolutePath().toString());
        }
        files.addAll(taken("--files", rest));
        List<String> all = new ArrayList<>(List.of(
                "--master", master, "--class", Main.class.getName(), "--name", "millrace " + file.getFileName()));
        if (!files.isEmpty()) {
            all.addAll(List.of("--files", String.join(",", files)));
        }
        if (!sent.isEmpty()) {
            all.addAll(List.of("--jars", String.join(",", sent)));
        }
        all.addAll(rest);
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

    private static boolean isAway(List<String> options) {
        List<String> rest = new ArrayList<>(options);
        List<String> modes = taken("--deploy-mode", rest);
        if (!modes.isEmpty()) {
            return modes.get(modes.size() - 1).equals("cluster");
        }
        return taken("--conf", rest).contains("spark.submit.deployMode=cluster");
    }

    /** The values of an option of spark-submit, which may be written with a sign of equality, taken out of all. */
    private static List<String> taken(String name, List<String> options) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < options.size(); ) {
            if (options.get(i).equals(name) && i + 1 < options.size()) {
                options.remove(i);
                values.add(options.remove(i));
            } else if (options.get(i).startsWith(name + "=")) {
                values.add(options.remove(i).substring(name.length() + 1));
            } else {
                i++;
            }
        }
        return values;
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
