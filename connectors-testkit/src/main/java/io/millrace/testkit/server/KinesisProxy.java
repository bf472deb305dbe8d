package io.millrace.testkit.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Stands between clients and a {@link KinesisServer}, counts the calls, and plants {@link KinesisFaults}. Enhanced fan-out is its own,
 * whatever the server can do. It speaks JSON over HTTP/1.1 only, so clients run with {@code -Daws.cborEnabled=false}. Safe for many threads.
 */
public final class KinesisProxy implements AutoCloseable {
    private static final int MOST_ITERATORS = 50_000;
    private static final String STUCK = "stuck-";

    static {
        // Else each answer waits for 40 ms, the client's delayed acknowledgement of its first part.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final URI server;
    private final HttpServer http;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "kinesis-proxy");
        thread.setDaemon(true);
        return thread;
    });
    private final KinesisFaults faults = new KinesisFaults();
    private final KinesisPush push = new KinesisPush(this, faults);
    private volatile String signer = "";
    private final Map<String, LongAdder> calls = new ConcurrentHashMap<>();
    private final Map<String, Long> underWay = new ConcurrentHashMap<>();
    private final Map<String, Long> mostUnderWay = new ConcurrentHashMap<>();
    /** The stream and shard that an iterator belongs to: it does not tell by itself. */
    private final Map<String, String> iterators = Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > MOST_ITERATORS;
        }
    });

    record Answer(int status, byte[] body) {}

    private KinesisProxy(URI server, HttpServer http) {
        this.server = server;
        this.http = http;
    }

    /** A proxy on a port of its own. */
    public static KinesisProxy of(KinesisServer server) {
        try {
            HttpServer http =
                    HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), FreePorts.next()), 0);
            KinesisProxy proxy = new KinesisProxy(server.endpoint(), http);
            http.createContext("/", proxy::handle);
            http.setExecutor(proxy.threads);
            http.start();
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where clients find it. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
    }

    /** What goes wrong. */
    public KinesisFaults faults() {
        return faults;
    }

    /** How often an action was called, faults included. */
    public long calls(String action) {
        LongAdder count = calls.get(action);
        return count == null ? 0 : count.sum();
    }

    /** How many calls of an action were under way at the same time at most. */
    public long mostAtOnce(String action) {
        return mostUnderWay.getOrDefault(action, 0L);
    }

    /** The access key with which the last call was signed; empty before the first. */
    public String signer() {
        return signer;
    }

    /** How many records were pushed to subscribers. */
    public long pushed() {
        return push.pushed();
    }

    /** Begins to count anew. */
    public void forgetCalls() {
        calls.clear();
        mostUnderWay.clear();
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String target = exchange.getRequestHeaders().getFirst(KinesisCalls.TARGET);
            String action = target == null ? "" : target.substring(target.indexOf('.') + 1);
            calls.computeIfAbsent(action, name -> new LongAdder()).increment();
            mostUnderWay.merge(action, underWay.merge(action, 1L, Long::sum), Math::max);
            signer = signer(exchange.getRequestHeaders().getFirst("Authorization"));
            Answer answer;
            try {
                String refusal = faults.refusal(action);
                if (refusal == null && action.equals("SubscribeToShard")) {
                    push.subscribe(exchange, (ObjectNode) KinesisCalls.JSON.readTree(body));
                    return;
                }
                answer = refusal == null ? answer(action, body) : error(refusal);
            } catch (IOException e) {
                // The server is gone: so is the connection.
                return;
            } finally {
                underWay.merge(action, -1L, Long::sum);
            }
            send(exchange, answer);
        }
    }

    static void send(HttpExchange exchange, Answer answer) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
        exchange.sendResponseHeaders(answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
        exchange.getResponseBody().write(answer.body());
    }

    private static String signer(@Nullable String authorization) {
        return authorization == null
                ? ""
                : authorization.replaceFirst(".*Credential=", "").replaceFirst("/.*", "");
    }

    private Answer answer(String action, byte[] body) throws IOException {
        ObjectNode request = (ObjectNode) KinesisCalls.JSON.readTree(body);
        return switch (action) {
            case "GetShardIterator" -> iterator(request);
            case "GetRecords" -> records(request);
            case "ListShards" -> listing(request);
            case "DescribeStreamSummary" -> summary(request);
            case "PutRecords" -> put(request);
            case "RegisterStreamConsumer" -> push.register(request);
            case "DescribeStreamConsumer" -> push.describe(request);
            default -> forward(action, request);
        };
    }

    Answer iterator(ObjectNode request) throws IOException {
        String place = request.path("StreamName").asText() + "/"
                + request.path("ShardId").asText();
        if (faults.isHidden(place)) {
            return error("ResourceNotFoundException");
        }
        JsonNode number = request.get("StartingSequenceNumber");
        if (number != null && faults.isTrimmed(place, number.asText())) {
            switch (faults.face()) {
                case REFUSED -> {
                    return error("InvalidArgumentException");
                }
                case EMPTY -> {
                    return new Answer(
                            200,
                            KinesisCalls.JSON.writeValueAsBytes(
                                    Map.of("ShardIterator", STUCK + place + "-" + number.asText())));
                }
                case SILENT -> {
                    request.remove("StartingSequenceNumber");
                    request.put("ShardIteratorType", "TRIM_HORIZON");
                }
            }
        }
        Answer answer = forward("GetShardIterator", request);
        remember(answer, "ShardIterator", place);
        return answer;
    }

    Answer records(ObjectNode request) throws IOException {
        String iterator = request.path("ShardIterator").asText();
        if (iterator.startsWith(STUCK)) {
            return page(request, iterator, 86_400_000);
        }
        String place = iterators.getOrDefault(iterator, "");
        if (faults.isHidden(place)) {
            return error("ResourceNotFoundException");
        }
        if (faults.comesEmpty()) {
            return page(request, iterator, 5_000);
        }
        int asked = request.path("Limit").asInt(10_000);
        int limit = faults.limit(asked);
        request.put("Limit", limit);
        Answer answer = forward("GetRecords", request);
        if (answer.status() != 200) {
            return answer;
        }
        ObjectNode page = (ObjectNode) KinesisCalls.JSON.readTree(answer.body());
        int got = page.path("Records").size();
        if (got == limit && limit < asked) {
            page.put("MillisBehindLatest", 1_000);
        }
        if (faults.thin(place, page)) {
            page.put("MillisBehindLatest", 500);
            page.put("NextShardIterator", iteratorAfter(place, page, iterator));
        }
        Answer changed = new Answer(200, KinesisCalls.JSON.writeValueAsBytes(page));
        remember(changed, "NextShardIterator", place);
        return changed;
    }

    /** Where a page goes on that was cut short. */
    private String iteratorAfter(String place, ObjectNode page, String before) throws IOException {
        JsonNode records = page.path("Records");
        if (records.isEmpty()) {
            return before;
        }
        ObjectNode request = KinesisCalls.JSON.createObjectNode();
        request.put("StreamName", place.substring(0, place.lastIndexOf('/')));
        request.put("ShardId", place.substring(place.lastIndexOf('/') + 1));
        request.put("ShardIteratorType", "AFTER_SEQUENCE_NUMBER");
        request.put(
                "StartingSequenceNumber",
                records.get(records.size() - 1).path("SequenceNumber").asText());
        Answer answer = forward("GetShardIterator", request);
        return KinesisCalls.JSON.readTree(answer.body()).path("ShardIterator").asText(before);
    }

    private Answer page(ObjectNode request, String next, long behind) throws IOException {
        ObjectNode page = request.objectNode();
        page.set("Records", page.arrayNode());
        page.put("NextShardIterator", next);
        page.put("MillisBehindLatest", behind);
        return new Answer(200, KinesisCalls.JSON.writeValueAsBytes(page));
    }

    private Answer listing(ObjectNode request) throws IOException {
        String stream = request.path("StreamName").asText();
        Answer answer = forward("ListShards", request);
        if (answer.status() != 200) {
            return answer;
        }
        ObjectNode listing = (ObjectNode) KinesisCalls.JSON.readTree(answer.body());
        ArrayNode shards = listing.arrayNode();
        listing.path("Shards").forEach(shard -> {
            if (!faults.isHidden(stream + "/" + shard.path("ShardId").asText())) {
                shards.add(shard);
            }
        });
        listing.set("Shards", shards);
        return new Answer(200, KinesisCalls.JSON.writeValueAsBytes(listing));
    }

    private Answer summary(ObjectNode request) throws IOException {
        Answer answer = forward("DescribeStreamSummary", request);
        if (answer.status() != 200
                || !faults.isExpired(request.path("StreamName").asText())) {
            return answer;
        }
        JsonNode told = KinesisCalls.JSON.readTree(answer.body());
        ((ObjectNode) told.path("StreamDescriptionSummary")).put("RetentionPeriodHours", -24);
        return new Answer(200, KinesisCalls.JSON.writeValueAsBytes(told));
    }

    /** Takes some entries and throttles the others, as a shard does that is written to faster than it may be. */
    private Answer put(ObjectNode request) throws IOException {
        JsonNode all = request.path("Records");
        boolean[] taken = new boolean[all.size()];
        ArrayNode some = request.arrayNode();
        for (int i = 0; i < taken.length; i++) {
            taken[i] = !faults.refusesEntry();
            if (taken[i]) {
                some.add(all.get(i));
            }
        }
        ObjectNode answer = request.objectNode();
        ArrayNode results = answer.arrayNode();
        if (!some.isEmpty()) {
            request.set("Records", some);
            Answer forwarded = forward("PutRecords", request);
            if (forwarded.status() != 200 || some.size() == taken.length) {
                return forwarded;
            }
            KinesisCalls.JSON.readTree(forwarded.body()).path("Records").forEach(results::add);
        }
        ArrayNode whole = answer.arrayNode();
        int next = 0;
        for (boolean one : taken) {
            if (one) {
                whole.add(results.get(next++));
            } else {
                whole.addObject()
                        .put("ErrorCode", "ProvisionedThroughputExceededException")
                        .put("ErrorMessage", "Rate exceeded for a shard");
            }
        }
        answer.put("FailedRecordCount", taken.length - next);
        answer.set("Records", whole);
        return new Answer(200, KinesisCalls.JSON.writeValueAsBytes(answer));
    }

    private void remember(Answer answer, String field, String place) throws IOException {
        @Nullable
        JsonNode iterator = answer.status() == 200
                ? KinesisCalls.JSON.readTree(answer.body()).get(field)
                : null;
        if (iterator != null && !iterator.isNull()) {
            iterators.put(iterator.asText(), place);
        }
    }

    Answer forward(String action, ObjectNode request) throws IOException {
        HttpResponse<byte[]> response =
                KinesisCalls.post(server, KinesisCalls.VERSION + action, KinesisCalls.JSON.writeValueAsBytes(request));
        return new Answer(response.statusCode(), response.body());
    }

    static Answer error(String type) throws IOException {
        return new Answer(
                400,
                KinesisCalls.JSON.writeValueAsBytes(Map.of("__type", type, "message", "planted by the test's proxy")));
    }
}
