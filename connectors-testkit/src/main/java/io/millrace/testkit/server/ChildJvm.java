package io.millrace.testkit.server;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A main class of this JVM's own class path in another JVM that has all Spark needs: a Spark driver, say, that a test
 * kills in the middle of a batch.
 *
 * <pre>{@code
 * try (ServerProcess driver = ChildJvm.of(Driver.class).heap("512m").property("checkpoint", dir).start()) {
 *   driver.awaitLine("batch 3 begun", Duration.ofSeconds(60));
 *   driver.kill();
 *   driver.restart();
 *   driver.awaitExit(Duration.ofSeconds(60));
 * }
 * }</pre>
 */
public final class ChildJvm {
    /** The flags that Spark wants on Java 17 and later, for drivers and for the daemons of a cluster. */
    public static final List<String> SPARK_FLAGS = Stream.of(
                    Stream.of("-XX:+IgnoreUnrecognizedVMOptions"),
                    Stream.of(
                                    "java.lang",
                                    "java.lang.invoke",
                                    "java.lang.reflect",
                                    "java.io",
                                    "java.net",
                                    "java.nio",
                                    "java.util",
                                    "java.util.concurrent",
                                    "java.util.concurrent.atomic",
                                    "jdk.internal.ref",
                                    "sun.nio.ch",
                                    "sun.nio.cs",
                                    "sun.security.action",
                                    "sun.util.calendar")
                            .map(name -> "--add-opens=java.base/" + name + "=ALL-UNNAMED"),
                    Stream.of(
                            "--add-opens=java.security.jgss/sun.security.krb5=ALL-UNNAMED",
                            "-Djdk.reflect.useDirectMethodHandle=false",
                            "-Dio.netty.tryReflectionSetAccessible=true"))
            .flatMap(flags -> flags)
            .toList();

    private ChildJvm() {}

    /**
     * A main class in its own JVM, which starts fast, has 1 GB of heap unless said otherwise, and keeps Spark on the
     * loopback interface.
     */
    public static ServerBuilder of(Class<?> main) {
        String classpath = classpath();
        return ServerProcess.java(main.getSimpleName(), classpath, main.getName())
                .jvm(SPARK_FLAGS)
                .jvm(SparkClasses.flags(classpath))
                .quickStart()
                .heap("1g")
                .environment("SPARK_LOCAL_IP", "127.0.0.1");
    }

    /** The class path of this JVM, Spark's jars first, in absolute paths: it holds wherever the child runs. */
    public static String classpath() {
        return SparkClasses.first(
                Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                        .filter(entry -> !entry.isEmpty())
                        .map(entry -> Path.of(entry).toAbsolutePath().toString())
                        .toList());
    }
}
