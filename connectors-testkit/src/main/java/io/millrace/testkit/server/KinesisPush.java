package io.millrace.testkit.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import io.millrace.testkit.server.KinesisProxy.Answer;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Enhanced fan-out as Amazon describes it, on top of what polling gives: consumers, subscriptions that last for a while, taken by a
 * second subscriber once they are some seconds old, and the end of a shard told by its children. Neither emulator does all of
 * that. Over HTTP/1.1, where Amazon's own speaks HTTP/2. Safe for many threads.
 */
final class KinesisPush {
    /** So few that they fit into one message, whatever their size. */
    private static final int LIMIT = 10;

    private static final long LOOK_MILLIS = 20;
    private static final long SILENCE_MILLIS = 200;

    private final KinesisProxy proxy;
    private final KinesisFaults faults;
    private final Set<String> consumers = ConcurrentHashMap.newKeySet();
    private final Set<String> active = ConcurrentHashMap.newKeySet();
    private final Map<String, Lease> leases = new ConcurrentHashMap<>();
    private final LongAdder pushed = new LongAdder();

    /** A subscription that was granted; the latch opens when another subscriber takes it. */
    private record Lease(long since, CountDownLatch taken) {}

    KinesisPush(KinesisProxy proxy, KinesisFaults faults) {
        this.proxy = proxy;
        this.faults = faults;
    }

    /** How many records were pushed so far. */
    long pushed() {
        return pushed.sum();
    }

    Answer register(ObjectNode request) throws IOException {
        String arn = arn(request);
        return consumers.add(arn)
                ? answer(Map.of("Consumer", described(arn, "CREATING")))
                : KinesisProxy.error("ResourceInUseException");
    }

    /** A consumer is ready when it was looked at before. */
    Answer describe(ObjectNode request) throws IOException {
        String arn = arn(request);
        if (!consumers.contains(arn)) {
            return KinesisProxy.error("ResourceNotFoundException");
        }
        return answer(Map.of("ConsumerDescription", described(arn, active.add(arn) ? "CREATING" : "ACTIVE")));
    }

    /** Answers a call for a subscription, and comes back when that is over. */
    void subscribe(HttpExchange exchange, ObjectNode request) throws IOException {
        String consumer = request.path("ConsumerARN").asText();
        String shard = request.path("ShardId").asText();
        if (!consumers.contains(consumer)) {
            KinesisProxy.send(exchange, KinesisProxy.error("ResourceNotFoundException"));
            return;
        }
        Lease mine = lease(consumer + " " + shard);
        if (mine == null) {
            KinesisProxy.send(exchange, KinesisProxy.error("ResourceInUseException"));
            return;
        }
        String stream = consumer.replaceFirst(".*:stream/", "").replaceFirst("/consumer/.*", "");
        JsonNode position = request.path("StartingPosition");
        ObjectNode where = request.objectNode();
        where.put("StreamName", stream);
        where.put("ShardId", shard);
        where.put("ShardIteratorType", position.path("Type").asText());
        if (position.has("SequenceNumber")) {
            where.set("StartingSequenceNumber", position.get("SequenceNumber"));
        }
        Answer begun = proxy.iterator(where);
        if (begun.status() != 200) {
            KinesisProxy.send(exchange, begun);
            return;
        }
        exchange.getResponseHeaders().set("Content-Type", "application/vnd.amazon.eventstream");
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            write(out, EventFrames.event("initial-response", json(Map.of())));
            push(
                    out,
                    mine,
                    stream,
                    shard,
                    KinesisCalls.JSON
                            .readTree(begun.body())
                            .path("ShardIterator")
                            .asText());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void push(OutputStream out, Lease mine, String stream, String shard, String first)
            throws IOException, InterruptedException {
        String iterator = first;
        String last = "0";
        boolean more = false;
        long spoke = 0;
        long end = System.nanoTime() + faults.subscriptionLasts();
        while (System.nanoTime() < end) {
            if (mine.taken().await(more ? 0 : LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                write(out, EventFrames.exception("ResourceInUseException", json(Map.of("message", "taken over"))));
                return;
            }
            if (faults.breaksPush()) {
                breakOff(out);
                return;
            }
            ObjectNode asked = KinesisCalls.JSON.createObjectNode();
            asked.put("ShardIterator", iterator);
            asked.put("Limit", LIMIT);
            Answer answer = proxy.records(asked);
            if (answer.status() != 200) {
                breakOff(out);
                return;
            }
            ObjectNode page = (ObjectNode) KinesisCalls.JSON.readTree(answer.body());
            boolean ended = !page.hasNonNull("NextShardIterator");
            iterator = page.path("NextShardIterator").asText();
            JsonNode records = page.path("Records");
            more = !records.isEmpty();
            if (more) {
                last = records.get(records.size() - 1).path("SequenceNumber").asText();
            } else if (!ended && System.nanoTime() - spoke < TimeUnit.MILLISECONDS.toNanos(SILENCE_MILLIS)) {
                continue;
            }
            page.remove("NextShardIterator");
            if (ended) {
                page.set("ChildShards", children(stream, shard));
            } else {
                page.put("ContinuationSequenceNumber", last);
            }
            write(out, EventFrames.event("SubscribeToShardEvent", KinesisCalls.JSON.writeValueAsBytes(page)));
            pushed.add(records.size());
            spoke = System.nanoTime();
            if (ended) {
                return;
            }
        }
    }

    private ArrayNode children(String stream, String shard) throws IOException {
        ObjectNode request = KinesisCalls.JSON.createObjectNode();
        request.put("StreamName", stream);
        ArrayNode children = request.arrayNode();
        for (JsonNode one : KinesisCalls.JSON
                .readTree(proxy.forward("ListShards", request).body())
                .path("Shards")) {
            if (one.path("ParentShardId").asText().equals(shard)
                    || one.path("AdjacentParentShardId").asText().equals(shard)) {
                ObjectNode child = children.addObject();
                child.set("ShardId", one.path("ShardId"));
                child.putArray("ParentShards").add(shard);
                child.set("HashKeyRange", one.path("HashKeyRange"));
            }
        }
        return children;
    }

    /** Grants a subscription, or null if the last one is too young to be taken. */
    private synchronized @Nullable Lease lease(String key) {
        Lease before = leases.get(key);
        if (before != null && System.nanoTime() - before.since() < faults.subscriptionHeld()) {
            return null;
        }
        if (before != null) {
            before.taken().countDown();
        }
        Lease mine = new Lease(System.nanoTime(), new CountDownLatch(1));
        leases.put(key, mine);
        return mine;
    }

    /** What is no message ends a stream for whoever reads it, as a broken connection does. */
    private static void breakOff(OutputStream out) throws IOException {
        write(out, new byte[64]);
    }

    private static void write(OutputStream out, byte[] message) throws IOException {
        out.write(message);
        out.flush();
    }

    private static String arn(ObjectNode request) {
        return request.path("StreamARN").asText() + "/consumer/"
                + request.path("ConsumerName").asText() + ":1";
    }

    private static Map<String, Object> described(String arn, String status) {
        return Map.of(
                "ConsumerARN",
                arn,
                "ConsumerName",
                arn.replaceFirst(".*/", "").replaceFirst(":.*", ""),
                "ConsumerStatus",
                status,
                "ConsumerCreationTimestamp",
                System.currentTimeMillis() / 1000);
    }

    private static Answer answer(Map<String, ?> told) throws IOException {
        return new Answer(200, json(told));
    }

    private static byte[] json(Map<String, ?> told) throws IOException {
        return KinesisCalls.JSON.writeValueAsBytes(told);
    }
}
