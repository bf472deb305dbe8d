package io.millrace.testkit.push;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.api.Event;
import io.millrace.testkit.example.TcpLine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Sends numbered lines, one after another, each again and again until it is acknowledged, as an agent with a channel of its own
 * does; goes from port to port when one does not answer.
 */
final class LineSender implements AutoCloseable {
    /** The answer to what is durable. */
    static final String TAKEN = "TAKEN";

    private static final int PATIENCE_MILLIS = 5_000;

    private final String name;
    private final List<Integer> ports;
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Set<String> repeated = ConcurrentHashMap.newKeySet();
    private final List<Long> acknowledgedAt = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private volatile boolean stopped;
    private @Nullable Socket socket;
    private @Nullable BufferedReader answers;
    private int next;

    LineSender(String name, List<Integer> ports) {
        this.name = name;
        this.ports = List.copyOf(ports);
        this.thread = new Thread(this::send, "line-sender-" + name);
        this.thread.setDaemon(true);
        this.thread.start();
    }

    /** The lines that were acknowledged. */
    Set<String> acknowledged() {
        return acknowledged;
    }

    /** The lines that were sent more than once, because the first answer was none or a failure. */
    Set<String> repeated() {
        return repeated;
    }

    /** When lines were acknowledged, by the clock of {@link System#nanoTime}. */
    List<Long> acknowledgedAt() {
        return acknowledgedAt;
    }

    /** Sends one line and answers what it was answered with. */
    static String ask(int port, String line) throws IOException {
        try (Socket socket = connected(port)) {
            socket.getOutputStream().write(batch(line));
            return String.valueOf(new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8)).readLine());
        }
    }

    @Override
    public void close() throws InterruptedException {
        stopped = true;
        thread.join(4L * PATIENCE_MILLIS);
        disconnect();
    }

    private void send() {
        for (int number = 0; !stopped; number++) {
            String line = name + "-" + number;
            while (!acknowledges(line) && !stopped) {
                repeated.add(line);
                disconnect();
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        }
    }

    private boolean acknowledges(String line) {
        try {
            Socket open = socket;
            BufferedReader in = answers;
            if (open == null || in == null) {
                open = connected(ports.get(next++ % ports.size()));
                in = new BufferedReader(new InputStreamReader(open.getInputStream(), UTF_8));
                socket = open;
                answers = in;
            }
            open.getOutputStream().write(batch(line));
            boolean ok = TAKEN.equals(in.readLine());
            if (ok) {
                acknowledged.add(line);
                acknowledgedAt.add(System.nanoTime());
            }
            return ok;
        } catch (IOException e) {
            return false;
        }
    }

    /** A batch of one event, as {@link io.millrace.testkit.example.TcpLines} takes it. */
    private static byte[] batch(String line) {
        Event event = Event.of(null, line.getBytes(UTF_8), List.of(), 0, "");
        return ("1\n" + TcpLine.of(event) + "\n").getBytes(UTF_8);
    }

    private static Socket connected(int port) throws IOException {
        Socket socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
        return socket;
    }

    private void disconnect() {
        Socket open = socket;
        socket = null;
        answers = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                // It is gone either way.
            }
        }
    }
}
