package io.millrace.testkit.example;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.millrace.api.Event;
import io.millrace.api.Identified;
import io.millrace.api.Inbox;
import io.millrace.api.Intake;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/** A running source of lines. What may go wrong in one is a method of its own, for planted faults to change. */
public class TcpLinesIntake implements Intake {
    /** The server socket; closed with the intake. */
    protected final ServerSocket server;

    private final Inbox inbox;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    /** Puts are its readers, the end is its writer. */
    private final ReadWriteLock puts = new ReentrantReadWriteLock();

    private volatile boolean closed;
    private volatile @Nullable Thread acceptor;

    /** Serves a socket that listens already. */
    public TcpLinesIntake(ServerSocket server, Inbox inbox) {
        this.server = server;
        this.inbox = inbox;
    }

    TcpLinesIntake begin() {
        acceptor = run(this::accept);
        return this;
    }

    @Override
    public List<String> addresses() {
        return List.of("tcp://127.0.0.1:" + server.getLocalPort());
    }

    @Override
    public void close() throws IOException {
        closed = true;
        letGoOfPort();
        puts.writeLock().lock();
        try {
            closeConnections();
        } finally {
            puts.writeLock().unlock();
        }
    }

    /** Frees the port, which the thread that accepts holds until it ends. */
    protected void letGoOfPort() throws IOException {
        server.close();
        Thread last = acceptor;
        if (last != null) {
            try {
                last.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Ends what senders have open. */
    protected void closeConnections() throws IOException {
        for (Socket connection : connections) {
            connection.close();
        }
    }

    /** Tells a sender what became of its batch. */
    protected void answer(Socket connection, String text) throws IOException {
        connection.getOutputStream().write((text + "\n").getBytes(ISO_8859_1));
    }

    /** What came of a batch whose sender is gone. */
    protected void brokenOff(List<Event> events, Inbox whole) throws IOException, InterruptedException {}

    private void accept() {
        try {
            while (true) {
                Socket connection = server.accept();
                connections.add(connection);
                var unused = run(() -> serve(connection));
            }
        } catch (IOException e) {
            // Closed.
            return;
        }
    }

    private void serve(Socket connection) {
        try (connection;
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(connection.getInputStream(), ISO_8859_1))) {
            String head = lines.readLine();
            while (head != null) {
                String[] parts = head.split(" ", -1);
                List<Event> events = batch(lines, Integer.parseInt(parts[0]));
                puts.readLock().lock();
                try {
                    answer(connection, put(events, parts));
                } finally {
                    puts.readLock().unlock();
                }
                head = lines.readLine();
            }
        } catch (IOException e) {
            // The sender is gone; it will send again what was not answered.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            connections.remove(connection);
        }
    }

    private List<Event> batch(BufferedReader lines, int count) throws IOException, InterruptedException {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String line = lines.readLine();
            if (line == null) {
                brokenOff(events, inbox);
                throw new IOException("the sender is gone");
            }
            events.add(TcpLine.event(line));
        }
        return events;
    }

    /** A batch begins with its size and, if it has an identity, the sender and the number. */
    private String put(List<Event> events, String[] head) throws InterruptedException {
        if (closed && refusesWhenClosed()) {
            return "CLOSED";
        }
        try {
            if (head.length == 3) {
                inbox.putOnce(List.of(new Identified(head[1], Long.parseLong(head[2]), events)));
            } else {
                inbox.put(events);
            }
            return "TAKEN";
        } catch (IOException e) {
            return "FAILED " + e.getMessage();
        }
    }

    /** Whether batches that come after the end are refused. */
    protected boolean refusesWhenClosed() {
        return true;
    }

    private static Thread run(Runnable loop) {
        Thread thread = new Thread(loop, "tcp-lines");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
