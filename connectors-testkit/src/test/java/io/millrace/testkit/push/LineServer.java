package io.millrace.testkit.push;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.api.Event;
import io.millrace.api.Inbox;
import io.millrace.api.Intake;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Lines at one port. */
final class LineServer implements Intake {
    private final ServerSocket port;
    private final Inbox inbox;
    private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    LineServer(ServerSocket port, Inbox inbox) {
        this.port = port;
        this.inbox = inbox;
        daemon(this::accept);
    }

    @Override
    public List<String> addresses() {
        return List.of("lines://127.0.0.1:" + port.getLocalPort());
    }

    @Override
    public void close() throws IOException {
        port.close();
        for (Socket client : clients) {
            try {
                client.shutdownInput();
            } catch (IOException gone) {
                client.close();
            }
        }
        for (Thread thread : threads) {
            try {
                thread.join(10_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void accept() {
        while (true) {
            try {
                Socket client = port.accept();
                clients.add(client);
                daemon(() -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                BufferedReader in = new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8));
                OutputStream out = client.getOutputStream()) {
            for (String line = in.readLine(); line != null && !port.isClosed(); line = in.readLine()) {
                out.write((answer(line) + "\n").getBytes(UTF_8));
                out.flush();
            }
        } catch (IOException gone) {
            // The client went away.
        } finally {
            clients.remove(client);
        }
    }

    private String answer(String line) {
        if (line.equals("pid")) {
            return Long.toString(ProcessHandle.current().pid());
        }
        try {
            inbox.put(List.of(Event.of(null, line.getBytes(UTF_8), List.of(), 0, "")));
            return "ok";
        } catch (IOException e) {
            return "failed " + e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "failed";
        }
    }

    private void daemon(Runnable work) {
        Thread thread = new Thread(work, "line-port");
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }
}
