package io.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import scala.tools.nsc.Main;

/** An example in Scala, compiled by Scala's own compiler. */
final class ScalaSnippet {
    private static final String FRAME = """
            import org.apache.spark.sql.SparkSession
            import org.apache.spark.sql.streaming.StreamingQuery

            object Snippet {
              def run(spark: SparkSession, brokers: String, checkpoint: String): StreamingQuery = {
            %s
                query
              }
            }
            """;

    private ScalaSnippet() {}

    /** Runs it with {@code spark}, {@code brokers} and {@code checkpoint} at hand, and answers what it calls {@code query}. */
    static StreamingQuery run(String snippet, SparkSession spark, String brokers, Path directory) throws Exception {
        Path classes = Files.createDirectory(directory.resolve("classes"));
        Path source = Files.writeString(directory.resolve("Snippet.scala"), FRAME.formatted(snippet));
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Main.process(new String[] {"-classpath", classPath, "-d", classes.toString(), source.toString()});
        assertThat(Main.reporter().hasErrors()).isFalse();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {classes.toUri().toURL()}, ScalaSnippet.class.getClassLoader())) {
            return (StreamingQuery) loader.loadClass("Snippet")
                    .getMethod("run", SparkSession.class, String.class, String.class)
                    .invoke(
                            null,
                            spark,
                            brokers,
                            directory.resolve("checkpoint").toString());
        }
    }
}
