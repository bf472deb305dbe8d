package io.millrace.flume;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Configurations of agents: an Avro source, a file channel in the agent's own directory, and sinks that speak to receivers. */
public final class Configurations {
    private Configurations() {}

    /**
     * An agent with one sink.
     *
     * @param type the sink's type, {@code avro} or {@code thrift}
     * @param source the port of the agent's source
     * @param receiver the port of the receiver
     */
    public static String oneSink(String type, int source, int receiver) {
        return """
                a1.sources = r1
                a1.channels = c1
                a1.sinks = k1
                a1.sources.r1.type = avro
                a1.sources.r1.bind = 127.0.0.1
                a1.sources.r1.port = %d
                a1.sources.r1.channels = c1
                a1.channels.c1.type = file
                a1.channels.c1.checkpointDir = channel/checkpoint
                a1.channels.c1.dataDirs = channel/data
                a1.channels.c1.minimumRequiredSpace = 1048576
                a1.sinks.k1.type = %s
                a1.sinks.k1.channel = c1
                a1.sinks.k1.hostname = 127.0.0.1
                a1.sinks.k1.port = %d
                a1.sinks.k1.batch-size = 500
                """.formatted(source, type, receiver);
    }

    /**
     * The configuration that users are shown, with two workers on this machine.
     *
     * @param source the port of the agent's source
     * @param worker1 the port of one receiver
     * @param worker2 the port of the other
     */
    public static String sample(int source, int worker1, int worker2) throws IOException {
        Path page = Path.of(System.getProperty("millrace.root", ".."), "docs", "flume", "agent.properties");
        return Files.readString(page)
                        .replace("r1.port = 4140", "r1.port = " + source)
                        .replace("k1.hostname = worker1", "k1.hostname = 127.0.0.1")
                        .replace("k2.hostname = worker2", "k2.hostname = 127.0.0.1")
                        .replace("k1.port = 4141", "k1.port = " + worker1)
                        .replace("k2.port = 4141", "k2.port = " + worker2)
                + "\na1.channels.c1.minimumRequiredSpace = 1048576\n";
    }
}
