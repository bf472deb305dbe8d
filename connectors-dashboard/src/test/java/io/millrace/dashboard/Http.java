package io.millrace.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;

/** Plain requests with any headers, for a client that does not mind its manners. */
final class Http {
    private Http() {}

    /** What came back: the whole text, head and body. */
    record Answer(String text) {
        int status() {
            return Integer.parseInt(text.substring(9, 12));
        }

        String body() {
            return text.substring(text.indexOf("\r\n\r\n") + 4);
        }

        String head() {
            return text.substring(0, text.indexOf("\r\n\r\n"));
        }
    }

    static URI page() {
        return Dashboard.address().orElseThrow();
    }

    /** Asks by the address that the server tells. */
    static Answer get(String path, String... headers) {
        return request("GET " + path, page().getAuthority(), headers);
    }

    static Answer request(String line, String host, String... headers) {
        try (Socket socket = open(line, host, headers)) {
            return new Answer(new String(socket.getInputStream().readAllBytes(), UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A connection on which something was asked. */
    static Socket open(String line, String host, String... headers) throws IOException {
        URI page = page();
        Socket socket = new Socket(page.getHost(), page.getPort());
        socket.setSoTimeout(20_000);
        StringBuilder request = new StringBuilder(line + " HTTP/1.1\r\nHost: " + host + "\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        socket.getOutputStream().write((request + "Connection: close\r\n\r\n").getBytes(UTF_8));
        return socket;
    }

    /** What has come so far and until a text is in it. */
    static String readUntil(InputStream stream, String wanted) throws IOException {
        StringBuilder text = new StringBuilder();
        byte[] buffer = new byte[64 * 1024];
        while (text.indexOf(wanted) < 0) {
            int read = stream.read(buffer);
            if (read < 0) {
                throw new IOException("The stream ended before '" + wanted + "' after " + text);
            }
            text.append(new String(buffer, 0, read, UTF_8));
        }
        return text.toString();
    }

    /** A panel as the server tells it. */
    static JsonNode panel(String id) {
        try {
            for (JsonNode panel :
                    new ObjectMapper().readTree(get("/panels.json").body())) {
                if (panel.path("id").asText().equals(id)) {
                    return panel;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new AssertionError("The page has no panel " + id);
    }
}
