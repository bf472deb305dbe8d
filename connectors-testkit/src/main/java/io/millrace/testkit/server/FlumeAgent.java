package io.millrace.testkit.server;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * A real Flume agent in a process of its own. It runs in its own directory, so relative paths in its configuration lie there: what
 * a file channel holds there survives {@link #kill()} and {@link #restart()}. One thread at a time.
 */
public final class FlumeAgent implements AutoCloseable {
    private static final String NAME = "a1";

    private final ServerProcess process;

    private FlumeAgent(ServerProcess process) {
        this.process = process;
    }

    /**
     * An agent with the given configuration, in Flume's words, of the agent {@code a1}: {@code a1.sources = r1} and so on. Comes
     * back when all its sources run. Directories that sinks and sources name in it are made.
     */
    public static FlumeAgent start(String configuration) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(configuration));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return start(properties);
    }

    /** An agent with the given configuration, of the agent {@code a1}. */
    public static FlumeAgent start(Map<String, String> configuration) {
        Properties properties = new Properties();
        properties.putAll(configuration);
        return start(properties);
    }

    private static FlumeAgent start(Properties properties) {
        String[] sources = properties.getProperty(NAME + ".sources", "").trim().split("\\s+", -1);
        String classpath = ServerClasspath.of("flume");
        ClassArchive archive = ClassArchive.of(ServerClasspath.folder("flume"), classpath);
        ServerBuilder agent = ServerProcess.java("flume", classpath, "org.apache.flume.node.Application")
                .archive(archive)
                .quickStart()
                .heap("512m")
                .property("org.slf4j.simpleLogger.defaultLogLevel", "warn")
                .property("org.slf4j.simpleLogger.log.org.apache.flume.instrumentation", "info")
                .property("org.slf4j.simpleLogger.showDateTime", "true")
                .property("org.slf4j.simpleLogger.dateTimeFormat", "HH:mm:ss.SSS")
                .arguments(List.of("-n", NAME, "-f", "agent.properties", "--no-reload-conf"))
                .deadline(Duration.ofSeconds(60))
                .ready(server -> List.of(sources).stream()
                        .allMatch(source -> server.output().stream()
                                .anyMatch(line -> line.contains("type: SOURCE, name: " + source + " started"))))
                .prepare(place -> write(place, properties));
        ServerProcess process = agent.start();
        archive.make(process);
        return new FlumeAgent(process);
    }

    /** The agent's process: its id, directory, log and output. */
    public ServerProcess process() {
        return process;
    }

    /** Ends the agent by SIGKILL. */
    public void kill() {
        process.kill();
    }

    /** Ends the agent as an operator does. */
    public void stop() {
        process.stop(Duration.ofSeconds(30));
    }

    /** Starts the agent again on its channels, killing it before when it still runs, and waits until its sources run. */
    public void restart() {
        process.restart();
    }

    @Override
    public void close() {
        process.close();
    }

    private static void write(Path place, Properties properties) throws IOException {
        for (String name : properties.stringPropertyNames()) {
            if (name.endsWith(".directory") || name.endsWith(".spoolDir")) {
                Files.createDirectories(place.resolve(properties.getProperty(name)));
            }
        }
        try (Writer out = Files.newBufferedWriter(place.resolve("agent.properties"))) {
            properties.store(out, null);
        }
    }
}
