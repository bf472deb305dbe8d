package io.millrace.examples;

import io.millrace.testkit.server.ChildJvm;
import io.millrace.testkit.server.FlinkCluster;
import io.millrace.testkit.server.FreePorts;
import io.millrace.testkit.server.Ready;
import io.millrace.testkit.server.ServerBuilder;
import io.millrace.testkit.server.ServerClasspath;
import io.millrace.testkit.server.ServerProcess;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Another engine in its own process, which reads files of posts and hands each post over to every reader's receiver: a job of Flink
 * or a topology of Storm. A post is taken when its file is there.
 */
final class EngineSource implements Source {
    private final String engine;
    private final Class<?> main;
    private final Path directory;
    private final List<Integer> ports;
    private final PostFiles files;
    private @Nullable ServerProcess process;

    private EngineSource(String engine, Class<?> main, Path directory, int readers) {
        this.engine = engine;
        this.main = main;
        this.directory = directory.toAbsolutePath();
        this.ports = FreePorts.next(readers);
        this.files = new PostFiles(directory);
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A job of Flink.
     *
     * @param directory for the files; made if it is not there
     */
    static EngineSource flink(Path directory, int readers) {
        return new EngineSource("flink", PostsJob.class, directory, readers);
    }

    /**
     * A topology of Storm.
     *
     * @param directory for the files; made if it is not there
     */
    static EngineSource storm(Path directory, int readers) {
        return new EngineSource("storm", PostsTopology.class, directory, readers);
    }

    @Override
    public String connector() {
        return "flume";
    }

    @Override
    public Map<String, String> options(int reader) {
        return Map.of("protocol", "thrift", "port", ports.get(reader).toString());
    }

    @Override
    public Delivery delivery() {
        return Delivery.AT_LEAST_ONCE;
    }

    @Override
    public Optional<String> open() {
        ServerProcess started = builder().start();
        process = started;
        return Optional.of("%s reads %s/posts-*, its log %s".formatted(engine, directory, started.log()));
    }

    @Override
    public void send(String author, byte[] line, Consumer<Optional<Exception>> answer) {
        files.add(line, answer);
    }

    @Override
    public void flush() {
        files.roll();
    }

    @Override
    public List<Victim> victims() {
        return List.of(new Victim(engine, () -> {
            ServerProcess running = process;
            if (running != null) {
                running.restart();
            }
        }));
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }

    private ServerBuilder builder() {
        String state = directory.resolveSibling(engine).toString();
        return ServerProcess.java(engine, classpath(), main.getName())
                .jvm(FlinkCluster.FLAGS)
                .quickStart()
                .heap("512m")
                .property("org.slf4j.simpleLogger.defaultLogLevel", "warn")
                .property("storm.home", state)
                .property("posts.directory", directory.toString())
                .property("posts.state", state)
                .property(
                        "posts.hosts",
                        ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(",")))
                .ready(Ready.line("posts are read"));
    }

    /** The engine's own, and of ours what runs inside it; nothing of Spark's. */
    private String classpath() {
        String ours = Arrays.stream(ChildJvm.classpath().split(File.pathSeparator, -1))
                .filter(entry -> Stream.of(
                                "connectors-api",
                                "connectors-sender",
                                "connectors-flink",
                                "connectors-storm",
                                "examples",
                                "jspecify")
                        .anyMatch(entry::contains))
                .collect(Collectors.joining(File.pathSeparator));
        return ServerClasspath.of(engine) + File.pathSeparator + ours;
    }
}
