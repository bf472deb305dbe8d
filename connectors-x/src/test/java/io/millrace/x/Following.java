package io.millrace.x;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.api.Event;
import io.millrace.api.Inbox;
import io.millrace.testkit.server.XServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** An account of its own on the stand-in, and a receiver that follows it and keeps in memory what comes. */
final class Following implements Inbox, AutoCloseable {
    static final Duration BOUND = Duration.ofSeconds(20);
    private static final AtomicInteger ACCOUNTS = new AtomicInteger();

    private final XServer server;
    private final String token;
    private final MovedTime time = new MovedTime();
    private final List<Event> events = new ArrayList<>();
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile boolean failing;
    private final XIntake intake;

    private Following(XServer server, String token, Map<String, String> options, Duration pause) {
        this.server = server;
        this.token = token;
        if (!pause.isZero()) {
            time.hold();
        }
        this.intake = XIntake.start(new XInput().options().read(options), this, time);
    }

    /** A new account. */
    static String account(XServer server, String settings) {
        String token = "token-" + ACCOUNTS.incrementAndGet();
        server.account(token, "{\"keepAliveMillis\":100}");
        server.account(token, settings);
        return token;
    }

    /** What a user would give to follow an account by the rule {@code millrace}; names and values follow each other. */
    static Map<String, String> options(XServer server, String token, String... more) {
        Map<String, String> options = new HashMap<>();
        options.put("bearerToken", token);
        options.put("endpoint", server.endpoint().toString());
        options.put("rule.all", "millrace");
        for (int i = 0; i < more.length; i += 2) {
            options.put(more[i], more[i + 1]);
        }
        return options;
    }

    /** Follows a new account, and comes back when it is connected. */
    static Following start(XServer server, String settings, String... options) {
        return start(server, account(server, settings), options(server, "", options));
    }

    /** Follows an account, and comes back when it is connected. */
    static Following start(XServer server, String token, Map<String, String> options) {
        Following following = unconnected(server, token, options);
        following.awaitConnections(1);
        return following;
    }

    /** Follows an account. */
    static Following unconnected(XServer server, String token, Map<String, String> options) {
        Map<String, String> own = new HashMap<>(options);
        own.put("bearerToken", token);
        return new Following(server, token, own, Duration.ZERO);
    }

    /** Follows an account, with pauses that last until the test lets them pass. */
    static Following paused(XServer server, String token, Map<String, String> options) {
        return new Following(server, token, options, BOUND);
    }

    @Override
    public void put(List<Event> batch) throws IOException, InterruptedException {
        gate.await();
        if (failing) {
            throw new IOException("the test wants it so");
        }
        synchronized (events) {
            events.addAll(batch);
        }
    }

    XIntake intake() {
        return intake;
    }

    MovedTime time() {
        return time;
    }

    String token() {
        return token;
    }

    void hold() {
        gate = new CountDownLatch(1);
    }

    void open() {
        gate.countDown();
    }

    void fail(boolean all) {
        failing = all;
    }

    List<Event> events() {
        synchronized (events) {
            return List.copyOf(events);
        }
    }

    List<String> ids() {
        return events().stream().map(event -> Posts.text(event.key())).toList();
    }

    void publish(int from, int to) {
        server.publish(token, Posts.lines(from, to));
    }

    void publish(String line) {
        server.publish(token, List.of(line));
    }

    void cut(String how) {
        server.cut(token, how);
    }

    /** Cuts the connection and comes back when there is another one. */
    void cutAndAwait(String how) {
        int before = connections();
        cut(how);
        awaitConnections(before + 1);
    }

    /** How many connections there were. */
    int connections() {
        return Integer.parseInt(intake.figures().getOrDefault("connections", "0"));
    }

    /** Waits until there were so many connections, and the last is there. */
    void awaitConnections(int count) {
        await().atMost(BOUND)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> connections() >= count
                        && "true".equals(intake.figures().get("connected"))
                        && server.seen(token).path("connections").asInt() >= 1);
    }

    void awaitIds(List<String> ids) {
        await().atMost(BOUND).pollInterval(Duration.ofMillis(5)).until(() -> ids().size() >= ids.size());
        org.assertj.core.api.Assertions.assertThat(ids()).containsExactlyElementsOf(ids);
    }

    long figure(String name) {
        return Long.parseLong(intake.figures().getOrDefault(name, "0"));
    }

    /** The requests of the account for a path, in their order. */
    List<JsonNode> requests(String method, String path) {
        Stream<JsonNode> all =
                StreamSupport.stream(server.seen(token).path("requests").spliterator(), false);
        return all.filter(request -> request.path("method").asText().equals(method)
                        && request.path("path").asText().endsWith(path))
                .toList();
    }

    @Override
    public void close() {
        time.pass();
        open();
        intake.close();
    }
}
