package io.millrace.testkit.server;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Spark's classes in a form that a JVM need not parse and check again: two fifths less work at each start of a driver, an
 * executor or a daemon. The build of {@code connectors-spark} lists Spark's jars; the first JVM that is to start with them
 * makes the archive beside that list, and all modules use it, as long as Spark's jars come first on the class path.
 *
 * <p>Without the list (outside this project), or with other jars than it names, JVMs only start slower. Any thread.
 */
final class SparkClasses {
    private static final Duration BOUND = Duration.ofMinutes(5);

    private static final AtomicBoolean TRIED = new AtomicBoolean();

    private SparkClasses() {}

    /** A class path with what is archived first, in one order for all modules; as it is, where the list of jars does not fit. */
    static String first(List<String> classpath) {
        List<String> spark = jars();
        if (spark.isEmpty() || !classpath.containsAll(spark)) {
            return String.join(File.pathSeparator, classpath);
        }
        Stream<String> rest = classpath.stream().filter(entry -> !spark.contains(entry));
        return Stream.concat(Stream.of(archived(spark)), rest).collect(Collectors.joining(File.pathSeparator));
    }

    /** The flags that let a JVM on such a class path use the archive, which is made now if it is not there. */
    static List<String> flags(String classpath) {
        List<String> spark = jars();
        if (spark.isEmpty()) {
            return List.of();
        }
        String shared = archived(spark);
        if (!classpath.startsWith(shared + File.pathSeparator)) {
            return List.of();
        }
        ClassArchive archive = ClassArchive.of(folder(), shared);
        if (!Files.exists(archive.file()) && TRIED.compareAndSet(false, true)) {
            make(archive.file(), shared);
        }
        return Files.exists(archive.file()) ? archive.flags() : List.of();
    }

    /** The class path that the archive is made on: a JVM takes the archive only if its own class path begins with all of it. */
    private static String archived(List<String> spark) {
        try {
            return String.join(File.pathSeparator, spark)
                    + File.pathSeparator
                    + ClassArchive.jar(folder(), SparkStart.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void make(Path file, String shared) {
        try (FileChannel lock = FileChannel.open(
                        file.resolveSibling("spark.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                @Nullable FileLock mine = lock.tryLock()) {
            // Somebody else is at it: this JVM does without.
            if (mine == null || Files.exists(file)) {
                return;
            }
            Path draft = file.resolveSibling(file.getFileName() + ".draft");
            try (ServerProcess start = ServerProcess.java("spark-start", shared, SparkStart.class.getName())
                    .jvm(ChildJvm.SPARK_FLAGS)
                    .jvm(List.of("-XX:ArchiveClassesAtExit=" + draft, "-Xlog:cds*=off"))
                    .quickStart()
                    .heap("512m")
                    .environment("SPARK_LOCAL_IP", "127.0.0.1")
                    .start()) {
                int exit = start.awaitExit(BOUND);
                if (exit != 0) {
                    throw new ServerFailure("exit code " + exit + " of\n" + String.join("\n", start.output()));
                }
                Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException | ServerFailure e) {
            System.err.println("Spark will start slower, its classes could not be archived in " + file + ": " + e);
        }
    }

    private static List<String> jars() {
        try {
            Path list = list();
            return Files.exists(list) ? List.of(Files.readString(list).strip().split(File.pathSeparator)) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path list() {
        return folder().resolve("spark.classpath");
    }

    private static Path folder() {
        return ServerClasspath.root().resolve("connectors-spark").resolve("target");
    }
}
