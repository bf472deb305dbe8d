package io.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** An example in Python, run by the machine's own Python and PySpark. */
final class PythonSnippet {
    private static final String FRAME = """
            from pyspark.sql import SparkSession

            spark = (
                SparkSession.builder.master("local[2]")
                .config("spark.ui.enabled", False)
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.memory", "512m")
                .config("spark.driver.extraClassPath", %s)
                .getOrCreate()
            )
            brokers = %s
            checkpoint = %s
            %s
            query.processAllAvailable()
            query.stop()
            spark.stop()
            """;

    private PythonSnippet() {}

    /**
     * Runs it with {@code spark}, {@code brokers} and {@code checkpoint} at hand until all that is there has come out. Where only
     * Python is there, its grammar is tested alone; the test that asks is skipped, and says what is missing.
     */
    static void run(String snippet, String brokers, Path directory) throws Exception {
        assumeTrue(succeeds(directory, "python3", "--version"), "no python3 on this machine");
        Path grammar = Files.writeString(directory.resolve("snippet.py"), snippet);
        assertThat(python(directory, "-m", "py_compile", grammar.toString())).isTrue();
        assumeTrue(
                python(directory, "-c", "import pyspark; assert pyspark.__version__.startswith('4.1.')"),
                "python3 is there, and the example's grammar is right, but PySpark 4.1 is not installed");
        String program = FRAME.formatted(
                quoted(connectors()),
                quoted(brokers),
                quoted(directory.resolve("checkpoint").toString()),
                snippet);
        Path file = Files.writeString(directory.resolve("program.py"), program);
        assertThat(python(directory, file.toString())).as(() -> log(directory)).isTrue();
    }

    /** The class path of this JVM but for Spark, which PySpark brings itself. */
    private static String connectors() {
        String all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Arrays.stream(all.split(File.pathSeparator, -1))
                .filter(entry -> !entry.contains("/org/apache/spark/"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    private static boolean python(Path directory, String... arguments) throws Exception {
        String[] command = new String[arguments.length + 1];
        command[0] = "python3";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        return succeeds(directory, command);
    }

    private static boolean succeeds(Path directory, String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(List.of(command))
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("python.log").toFile())
                    .start();
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                return false;
            }
            return process.exitValue() == 0;
        } catch (IOException e) {
            return false; // there is no such program
        }
    }

    private static String log(Path directory) {
        try {
            return Files.readString(directory.resolve("python.log"));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
