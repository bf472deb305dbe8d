package io.millrace.kafka.spark;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** Sends lines to {@link PushedLines}, each batch again and again until it is told that they were taken in. */
final class LineSender {
    private static final Duration BOUND = Duration.ofMinutes(2);

    private final int port;
    private long receiver;
    private int again;

    LineSender(int port) {
        this.port = port;
    }

    /** The process that took in the last batch. */
    long receiver() {
        return receiver;
    }

    /** How many lines were sent more than once, and may be there twice. */
    int again() {
        return again;
    }

    /** Returns when the lines are taken in. */
    void send(List<String> lines) {
        Awaitility.await("lines taken in at port " + port)
                .atMost(BOUND)
                .pollInterval(Duration.ofMillis(20))
                .pollDelay(Duration.ZERO)
                .until(() -> tried(lines));
    }

    private boolean tried(List<String> lines) {
        boolean written = false;
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
                PrintWriter out = new PrintWriter(socket.getOutputStream(), false, UTF_8)) {
            String process = in.readLine();
            if (process == null) {
                return false;
            }
            lines.forEach(out::println);
            out.println();
            written = true;
            out.flush();
            boolean taken = "ok".equals(in.readLine());
            if (taken) {
                receiver = Long.parseLong(process);
            } else {
                again += lines.size();
            }
            return taken;
        } catch (IOException e) {
            again += written ? lines.size() : 0;
            return false;
        }
    }
}
