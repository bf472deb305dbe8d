package io.millrace.formats;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** What stands before a registry where users have to say who they are: hands on the questions of those that it knows, and counts them. */
final class RegistryGate implements AutoCloseable {
    private final HttpClient client = HttpClient.newHttpClient();
    private final HttpServer server;
    private final URI registry;
    private final Set<String> known;
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final AtomicInteger failures = new AtomicInteger();

    /**
     * A gate.
     *
     * @param known the headers {@code Authorization} that it lets pass; empty for all
     */
    RegistryGate(URI registry, Set<String> known) throws IOException {
        this.registry = registry;
        this.known = Set.copyOf(known);
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    /** Where to ask. */
    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The questions that were handed on. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    /** Answers so many questions with an error that may pass. */
    void fail(int times) {
        failures.set(times);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String who = exchange.getRequestHeaders().getFirst("Authorization");
            if (!known.isEmpty() && (who == null || !known.contains(who))) {
                exchange.sendResponseHeaders(401, -1);
                return;
            }
            if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                exchange.sendResponseHeaders(503, -1);
                return;
            }
            String path = exchange.getRequestURI().toString();
            asked.add(path);
            HttpResponse<byte[]> answer = client.send(
                    HttpRequest.newBuilder(URI.create(registry + path)).build(), BodyHandlers.ofByteArray());
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
            exchange.getResponseBody().write(answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
