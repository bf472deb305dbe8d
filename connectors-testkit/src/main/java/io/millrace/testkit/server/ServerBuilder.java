package io.millrace.testkit.server;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How a server process is to be started; each call adds to what was said before. One thread at a time. */
public final class ServerBuilder {
    /**
     * The serial collector and the first compiler only: half the work of a start, and slower code. Spark is more code than the
     * first compiler alone has room for.
     */
    static final List<String> QUICK_START =
            List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:ReservedCodeCacheSize=240m");

    private static final String MEASURED = "millrace.servers.measured";

    private final String name;
    private final List<String> program;
    private final List<String> jvmFlags = new ArrayList<>();
    private final List<String> javaMain;
    private final List<String> arguments = new ArrayList<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private @Nullable Path directory;
    private @Nullable ClassArchive archive;
    private Launch.Prepare prepare = ignored -> {};
    private @Nullable Ready ready;
    private Duration deadline = Duration.ofSeconds(60);

    ServerBuilder(String name, List<String> program, List<String> javaMain) {
        this.name = name;
        this.program = List.copyOf(program);
        this.javaMain = List.copyOf(javaMain);
    }

    /** Flags for the server's JVM; of no use to a server that is no Java program. */
    public ServerBuilder jvm(List<String> flags) {
        if (javaMain.isEmpty()) {
            throw new IllegalStateException(name + " is no Java program, so it takes no JVM flags: " + flags);
        }
        jvmFlags.addAll(flags);
        return this;
    }

    /**
     * A JVM that starts with half the work and runs slower later: for servers that live for seconds. With the system property
     * {@value #MEASURED}, which benchmarks set, it is an ordinary one.
     */
    public ServerBuilder quickStart() {
        return Boolean.getBoolean(MEASURED) ? this : jvm(QUICK_START);
    }

    /** A system property of the server's JVM. */
    public ServerBuilder property(String property, String value) {
        return jvm(List.of("-D" + property + "=" + value));
    }

    /** The most heap that the server's JVM may take, in the words of {@code -Xmx}: {@code 512m}. */
    public ServerBuilder heap(String most) {
        return jvm(List.of("-Xmx" + most));
    }

    /** Words that follow the program or the main class. */
    public ServerBuilder arguments(List<String> words) {
        arguments.addAll(words);
        return this;
    }

    /** An environment variable, on top of those of this JVM. */
    public ServerBuilder environment(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** A directory to run in and to leave in place; without one, the server has a temporary directory. */
    public ServerBuilder directory(Path place) {
        directory = place;
        return this;
    }

    /** When the server is ready; without it, as soon as the process runs. */
    public ServerBuilder ready(Ready when) {
        ready = when;
        return this;
    }

    /** How long the server may take to be ready; without it, 60 seconds. */
    public ServerBuilder deadline(Duration time) {
        deadline = time;
        return this;
    }

    /** An archive to take the server's classes from, as soon as it is made. */
    ServerBuilder archive(ClassArchive classes) {
        archive = classes;
        return this;
    }

    /** Files to write into the server's directory before its first start. */
    ServerBuilder prepare(Launch.Prepare files) {
        prepare = files;
        return this;
    }

    /** Starts the server and comes back when it is ready. */
    public ServerProcess start() {
        return ServerProcess.start(new Launch(name, command(), environment, directory, prepare, ready, deadline));
    }

    private Supplier<List<String>> command() {
        List<String> flags = List.copyOf(jvmFlags);
        List<String> rest = Stream.concat(javaMain.stream(), arguments.stream()).toList();
        Supplier<List<String>> archived = archive == null ? List::of : archive::flags;
        return () -> Stream.of(program, archived.get(), flags, rest)
                .flatMap(List::stream)
                .toList();
    }
}
