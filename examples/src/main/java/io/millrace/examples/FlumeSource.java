package io.millrace.examples;

import io.millrace.testkit.server.FlumeAgent;
import io.millrace.testkit.server.FreePorts;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Files that grow, and a real Flume agent in its own process that follows them: a post is taken when it is in its file. For each
 * reader of the pipeline the agent has a file channel and an Avro sink, which pushes all posts to that reader's receiver.
 */
final class FlumeSource implements Source {
    /** A source that has found nothing looks again after this time; Flume's own default goes up to five seconds. */
    private static final String LOOK_MILLIS = "100";

    private final Path directory;
    private final List<Integer> ports;
    private final List<OutputStream> files = new ArrayList<>();
    private @Nullable FlumeAgent agent;

    private FlumeSource(Path directory, List<Integer> ports) {
        this.directory = directory;
        this.ports = ports;
    }

    /**
     * So many empty files, and a free port for each reader.
     *
     * @param directory for the files; made if it is not there
     */
    static FlumeSource create(Path directory, int files, int readers) {
        FlumeSource source = new FlumeSource(directory.toAbsolutePath(), FreePorts.next(readers));
        try {
            Files.createDirectories(directory);
            for (int i = 0; i < files; i++) {
                Path file = directory.resolve("posts-" + i + ".jsonl");
                source.files.add(Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.APPEND));
            }
            return source;
        } catch (IOException e) {
            source.close();
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String connector() {
        return "flume";
    }

    @Override
    public Map<String, String> options(int reader) {
        return Map.of("port", ports.get(reader).toString());
    }

    @Override
    public Delivery delivery() {
        return Delivery.AT_LEAST_ONCE;
    }

    @Override
    public Optional<String> open() {
        FlumeAgent started = FlumeAgent.start(configuration());
        agent = started;
        return Optional.of("A Flume agent follows %s/posts-*, its log %s"
                .formatted(directory, started.process().log()));
    }

    @Override
    public void send(String author, byte[] line, Consumer<Optional<Exception>> answer) {
        byte[] ended = Arrays.copyOf(line, line.length + 1);
        ended[line.length] = '\n';
        try {
            files.get(Math.floorMod(author.hashCode(), files.size())).write(ended);
            answer.accept(Optional.empty());
        } catch (IOException e) {
            answer.accept(Optional.of(e));
        }
    }

    @Override
    public void flush() {}

    @Override
    public List<Victim> victims() {
        return List.of(new Victim("agent", () -> {
            FlumeAgent running = agent;
            if (running != null) {
                running.restart();
            }
        }));
    }

    @Override
    public void close() {
        if (agent != null) {
            agent.close();
        }
        for (OutputStream file : files) {
            try {
                file.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private String configuration() {
        return """
                a1.sources = r1
                a1.channels = %1$s
                a1.sinks = %2$s
                a1.sources.r1.type = TAILDIR
                a1.sources.r1.filegroups = posts
                a1.sources.r1.filegroups.posts = %3$s/posts-.*
                a1.sources.r1.positionFile = tail/positions.json
                a1.sources.r1.batchSize = 1000
                a1.sources.r1.backoffSleepIncrement = %4$s
                a1.sources.r1.maxBackoffSleep = %4$s
                a1.sources.r1.channels = %1$s
                """.formatted(names("c"), names("k"), directory, LOOK_MILLIS)
                + ports.stream().map(this::way).collect(Collectors.joining());
    }

    /** A channel and its sink. */
    private String way(int port) {
        return """
                a1.channels.c%1$d.type = file
                a1.channels.c%1$d.checkpointDir = channel%1$d/checkpoint
                a1.channels.c%1$d.dataDirs = channel%1$d/data
                a1.channels.c%1$d.minimumRequiredSpace = 1048576
                a1.sinks.k%1$d.type = avro
                a1.sinks.k%1$d.channel = c%1$d
                a1.sinks.k%1$d.hostname = 127.0.0.1
                a1.sinks.k%1$d.port = %2$d
                a1.sinks.k%1$d.batch-size = 1000
                a1.sinks.k%1$d.connect-timeout = 5000
                a1.sinks.k%1$d.request-timeout = 60000
                """.formatted(ports.indexOf(port), port);
    }

    private String names(String letter) {
        return ports.stream().map(port -> letter + ports.indexOf(port)).collect(Collectors.joining(" "));
    }
}
