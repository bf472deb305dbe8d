package io.millrace.examples;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.testkit.server.ServerFailure;
import io.millrace.testkit.server.XServer;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The stand-in of X: a post is taken when it is published. A thread publishes what waits; what a killed server has not answered is
 * published again, under the same id.
 */
final class XSource implements Source {
    private static final String TOKEN = "demo-token";
    private static final Duration LONGEST = Duration.ofMinutes(2);
    private static final int MOST_AT_ONCE = 500;
    private static final long AGAIN_MILLIS = 200;

    private record Waiting(String line, Consumer<Optional<Exception>> answer) {}

    private final XServer server;
    private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
    private final Thread thread = new Thread(this::publish, "x");
    private volatile boolean closed;

    private XSource(XServer server) {
        this.server = server;
    }

    /** A new account, which has back-fill, and gets all posts whatever its rules say. */
    static XSource create(XServer server) {
        server.account(TOKEN, "{\"backfillMinutes\":5,\"everything\":true,\"stamp\":false,\"connects\":1000}");
        return new XSource(server);
    }

    @Override
    public String connector() {
        return "x";
    }

    @Override
    public Map<String, String> options(int reader) {
        return Map.of(
                "endpoint",
                server.endpoint().toString(),
                "bearerToken",
                TOKEN,
                "rule.demo",
                "mill",
                "backfillMinutes",
                "5");
    }

    @Override
    public Delivery delivery() {
        return Delivery.AT_LEAST_ONCE;
    }

    /** Comes back when somebody follows the account: rules are set then. */
    @Override
    public Optional<String> open() {
        long deadline = System.nanoTime() + LONGEST.toNanos();
        JsonNode seen = server.seen(TOKEN);
        while (seen.path("connections").asInt() == 0) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "Nobody followed the stand-in of X within " + LONGEST + "; it saw " + seen);
            }
            pause();
            seen = server.seen(TOKEN);
        }
        thread.setDaemon(true);
        thread.start();
        return Optional.empty();
    }

    @Override
    public void send(String author, byte[] line, Consumer<Optional<Exception>> answer) {
        queue.add(new Waiting(new String(line, StandardCharsets.UTF_8), answer));
    }

    @Override
    public void flush() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public List<Victim> victims() {
        return List.of();
    }

    /** The server is another's. */
    @Override
    public void close() {
        closed = true;
    }

    private void publish() {
        List<Waiting> batch = new ArrayList<>();
        while (!closed || !queue.isEmpty()) {
            try {
                Waiting first = queue.poll(AGAIN_MILLIS, TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    queue.drainTo(batch, MOST_AT_ONCE);
                    Optional<Exception> answer =
                            publish(batch.stream().map(Waiting::line).toList());
                    batch.forEach(one -> one.answer().accept(answer));
                    batch.clear();
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private Optional<Exception> publish(List<String> lines) {
        long deadline = System.nanoTime() + LONGEST.toNanos();
        while (true) {
            try {
                server.publish(TOKEN, lines);
                return Optional.empty();
            } catch (ServerFailure | UncheckedIOException e) {
                if (System.nanoTime() > deadline) {
                    return Optional.of(e);
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(AGAIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
