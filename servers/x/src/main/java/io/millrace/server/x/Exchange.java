package io.millrace.server.x;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.Map;

/** A connection on which requests come, one after another. */
final class Exchange {
    private final Socket socket;
    private final InputStream in;

    Exchange(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    Socket socket() {
        return socket;
    }

    Request next() throws IOException {
        return Request.read(in);
    }

    /** Answers a request as a whole. */
    void answer(int status, Map<String, String> headers, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        write(head(status, headers) + "content-length: " + bytes.length + "\r\n\r\n", bytes);
    }

    /** Begins the endless answer of a stream. */
    void begin(Map<String, String> headers) throws IOException {
        write(head(200, headers) + "transfer-encoding: chunked\r\n\r\n", new byte[0]);
    }

    /** Comes back when the client has closed the connection. */
    void awaitEnd() throws IOException {
        while (in.read() >= 0) {
            // Nothing may come on the connection of a stream.
        }
    }

    private static String head(int status, Map<String, String> headers) {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " any\r\ncontent-type: application/json\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return head.toString();
    }

    private void write(String head, byte[] body) throws IOException {
        byte[] first = head.getBytes(UTF_8);
        byte[] all = new byte[first.length + body.length];
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(body, 0, all, first.length, body.length);
        socket.getOutputStream().write(all);
        socket.getOutputStream().flush();
    }
}
