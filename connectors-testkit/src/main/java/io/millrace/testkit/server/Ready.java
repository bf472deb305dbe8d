package io.millrace.testkit.server;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * A question to a server that was just started: does it serve already? Asked again and again by the thread that started
 * the server, until the answer is yes or the server's deadline has passed. An {@link IOException} means not yet.
 */
@FunctionalInterface
public interface Ready {
    /** Whether the server serves. Must come back within about a second. */
    boolean test(ServerProcess server) throws IOException;

    /** A server that accepts connections on a port of the loopback interface. */
    static Ready port(int port) {
        return server -> {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
                return true;
            }
        };
    }

    /** A server that prints a line in which the pattern is found, after each start. */
    static Ready line(String regex) {
        Pattern pattern = Pattern.compile(regex);
        return server ->
                server.output().stream().anyMatch(line -> pattern.matcher(line).find());
    }

    /** A server that answers a GET with text in which the pattern is found, whatever the status. */
    static Ready http(URI uri, String regex) {
        Pattern pattern = Pattern.compile(regex);
        return server -> {
            HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
            connection.setConnectTimeout(1_000);
            connection.setReadTimeout(1_000);
            try (var body =
                    connection.getResponseCode() < 400 ? connection.getInputStream() : connection.getErrorStream()) {
                String text = body == null ? "" : new String(body.readAllBytes(), StandardCharsets.UTF_8);
                return pattern.matcher(text).find();
            } finally {
                connection.disconnect();
            }
        };
    }
}
