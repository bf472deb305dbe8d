package io.millrace.server.x;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An account: what it is granted, its rules, its connections, and what it was told to do wrong. Safe for many threads. */
final class Account {
    private static final int REMEMBERED = 1_000;

    private final Rules rules = new Rules();
    private final Window connects = new Window();
    private final Window reads = new Window();
    private final Window changes = new Window();
    private final Timeline timeline = new Timeline();
    private final List<Stream> streams = new ArrayList<>();
    private final Map<String, Shape> shapes = new HashMap<>();
    private final Deque<JsonNode> answers = new ArrayDeque<>();
    private final Deque<ObjectNode> requests = new ArrayDeque<>();
    private final ObjectNode given = Json.object();
    private volatile Settings settings = Settings.SMALL;
    private long refusedForRate;

    Settings settings() {
        return settings;
    }

    synchronized void set(ObjectNode more) {
        given.setAll(more);
        settings = settings.with(more);
    }

    /** All settings that were given. */
    synchronized ObjectNode given() {
        return given.deepCopy();
    }

    Rules rules() {
        return rules;
    }

    /** What the client of a request sees of posts; the same object for the same wishes. */
    synchronized Shape shape(Request request) {
        Map<String, String> wishes = new TreeMap<>(request.parameters());
        wishes.keySet().removeIf(name -> !name.endsWith("fields") && !name.equals("expansions"));
        String key = wishes + (settings.renamed() ? " renamed" : "");
        return shapes.computeIfAbsent(key, any -> new Shape(request, settings.renamed()));
    }

    /** How often the account may still connect, read its rules and change them. */
    Window window(Request request) {
        boolean stream = request.path().endsWith("/stream");
        return stream ? connects : request.method().equals("GET") ? reads : changes;
    }

    synchronized void refusedForRate() {
        refusedForRate++;
    }

    synchronized void remember(Request request) {
        ObjectNode seen = Json.object().put("method", request.method()).put("path", request.path());
        seen.put("at", System.currentTimeMillis());
        seen.put("userAgent", request.headers().getOrDefault("user-agent", ""));
        seen.put("body", request.body());
        ObjectNode parameters = seen.putObject("parameters");
        request.parameters().forEach(parameters::put);
        requests.add(seen);
        if (requests.size() > REMEMBERED) {
            requests.remove();
        }
    }

    /** An answer that the next request of a path is to get. */
    synchronized void plan(JsonNode answer) {
        for (int i = 0; i < answer.path("times").asInt(1); i++) {
            answers.add(answer);
        }
    }

    /** What was planned for a request; null if nothing was. */
    synchronized @Nullable JsonNode planned(String path) {
        JsonNode next = answers.peek();
        return next == null || !path.endsWith(next.path("path").asText("/stream")) ? null : answers.poll();
    }

    /** Publishes a post now, if a rule of the account matches it; it is written down before anybody gets it. */
    synchronized void publish(String text, Consumer<Timeline.Kept> writeDown) {
        long now = System.currentTimeMillis();
        ObjectNode line = Json.object(text);
        if (line.path("data") instanceof ObjectNode data && settings.stamp()) {
            data.put("created_at", Instant.ofEpochMilli(now).toString());
        }
        List<Rule> matching = rules.matching(new Post(line), now, settings.everything());
        if (matching.isEmpty()) {
            return;
        }
        line.remove("matching_rules");
        ArrayNode list = line.putArray("matching_rules");
        matching.forEach(rule -> list.add(rule.matching()));
        Timeline.Kept kept = new Timeline.Kept(now, Json.text(line));
        writeDown.accept(kept);
        keep(kept);
        streams.forEach(stream -> stream.add(kept.line()));
    }

    synchronized void keep(Timeline.Kept post) {
        timeline.add(post);
    }

    /** Begins a connection, with what it asks of the past: from then on it gets all that is published. */
    synchronized Stream connect(Request request, Stream stream) {
        int minutes = Integer.parseInt(request.parameter("backfill_minutes", "0"));
        String end = request.parameter("end_time", "");
        long now = System.currentTimeMillis();
        if (!end.isEmpty()) {
            long from = Instant.parse(request.parameter("start_time", end)).toEpochMilli();
            stream.begin(lines(from, Instant.parse(end).toEpochMilli()));
            stream.endAfterThis();
            return stream;
        }
        if (minutes > 0) {
            stream.begin(lines(now - minutes * 60_000L, now));
        }
        streams.add(stream);
        return stream;
    }

    /** The connections of now; those that ended are forgotten. */
    synchronized List<Stream> streams() {
        streams.removeIf(stream -> !stream.isOpen());
        return List.copyOf(streams);
    }

    /** What a test may want to know. */
    synchronized ObjectNode seen() {
        ObjectNode seen = Json.object();
        seen.put("connections", streams().size());
        seen.put("refusedForRate", refusedForRate);
        seen.put("delivered", streams().stream().mapToLong(Stream::delivered).sum());
        ArrayNode list = seen.putArray("requests");
        requests.forEach(list::add);
        return seen;
    }

    private List<String> lines(long from, long to) {
        return timeline.between(from, to).stream().map(Timeline.Kept::line).toList();
    }
}
