package io.millrace.kinesis;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP proxy that asks for a user and a password: it opens tunnels, and passes on requests that name a whole address. */
final class HttpTunnel implements AutoCloseable {
    static final String USER = "user";
    static final String PASSWORD = "pass word";

    private static final String LOGIN = "Proxy-Authorization: Basic "
            + Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));

    private static final String REFUSAL = String.join(
            "\r\n",
            "HTTP/1.1 407 Proxy Authentication Required",
            "Proxy-Authenticate: Basic realm=tunnel",
            "Connection: close",
            "Content-Length: 0",
            "",
            "");

    private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "http-tunnel");
        thread.setDaemon(true);
        return thread;
    });
    private final List<String> passed = new CopyOnWriteArrayList<>();

    HttpTunnel() throws IOException {
        threads.execute(this::accept);
    }

    int port() {
        return door.getLocalPort();
    }

    /** The first lines of the requests that were passed on. */
    List<String> passed() {
        return passed;
    }

    @Override
    public void close() throws IOException {
        door.close();
        threads.shutdownNow();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = door.accept();
                threads.execute(() -> serve(client));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void serve(Socket client) {
        try (client) {
            String head = head(client.getInputStream());
            String[] line = head.lines().findFirst().orElse("").split(" ", -1);
            OutputStream back = client.getOutputStream();
            if (!head.toLowerCase(Locale.ROOT).contains(LOGIN.toLowerCase(Locale.ROOT))) {
                back.write(text(REFUSAL));
                return;
            }
            passed.add(line[0] + " " + line[1]);
            boolean tunnel = line[0].equals("CONNECT");
            URI to = URI.create(tunnel ? "http://" + line[1] : line[1]);
            try (Socket server = new Socket(to.getHost(), to.getPort())) {
                if (tunnel) {
                    back.write(text("HTTP/1.1 200 Connection established\r\n\r\n"));
                } else {
                    server.getOutputStream().write(text(head));
                }
                threads.execute(() -> copy(client, server));
                copy(server, client);
            }
        } catch (IOException e) {
            // One of the two is gone.
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (SocketException e) {
            // Closed by the other direction.
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("closed");
            }
            head.write(next);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
