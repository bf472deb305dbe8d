package io.millrace.bench;

import io.millrace.testkit.server.ChildJvm;
import io.millrace.testkit.server.FlinkCluster;
import io.millrace.testkit.server.FreePorts;
import io.millrace.testkit.server.Ready;
import io.millrace.testkit.server.ServerClasspath;
import io.millrace.testkit.server.ServerProcess;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** A process with Flink in it, {@link FlinkFeed}, and what is asked of it. */
final class FlinkFeeder {
    private FlinkFeeder() {}

    /** Starts the process, which asks at the port for what to do. */
    static ServerProcess start(int port, int receiver, Path directory) {
        List<String> ours = Arrays.stream(ChildJvm.classpath().split(File.pathSeparator, -1))
                .filter(entry -> Stream.of(
                                "connectors-api",
                                "connectors-sender",
                                "connectors-flink",
                                "connectors-bench",
                                "connectors-testkit",
                                "jspecify")
                        .anyMatch(entry::contains))
                .toList();
        return ServerProcess.java(
                        "flink",
                        ServerClasspath.of("flink") + File.pathSeparator + String.join(File.pathSeparator, ours),
                        FlinkFeed.class.getName())
                .jvm(FlinkCluster.FLAGS)
                .heap("1g")
                .property("org.slf4j.simpleLogger.defaultLogLevel", "warn")
                .property("feeder.port", Integer.toString(port))
                .property("feeder.receiver", Integer.toString(receiver))
                .property("feeder.directory", directory.toUri().toString())
                .ready(Ready.line("the feeder waits"))
                .start();
    }

    /** A port for {@link #start}. */
    static int newPort() {
        return FreePorts.next();
    }

    /** Comes back when all events are acknowledged. */
    static void feed(int port, long events, boolean once) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                BufferedReader answer =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            socket.getOutputStream().write((events + " " + once + "\n").getBytes(StandardCharsets.UTF_8));
            if (!"done".equals(answer.readLine())) {
                throw new IOException("The job of Flink failed; its log says why");
            }
        }
    }
}
