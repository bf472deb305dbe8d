package io.millrace.kinesis;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.api.Options;
import io.millrace.testkit.server.KinesisEmulator;
import io.millrace.testkit.server.KinesisFaults;
import io.millrace.testkit.server.KinesisProxy;
import io.millrace.testkit.server.KinesisServer;
import io.millrace.testkit.server.KinesisShard;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/** An emulator of Kinesis for all tests of this JVM, behind a proxy, with plain calls that see the truth. */
final class Emulator {
    private static final AtomicInteger STREAMS = new AtomicInteger();

    private static final class Lite {
        static final Emulator SHARED = new Emulator(KinesisEmulator.LITE);
    }

    private static final class Local {
        static final Emulator SHARED = new Emulator(KinesisEmulator.LOCAL);
    }

    private final KinesisServer server;
    private final KinesisProxy proxy;

    private Emulator(KinesisEmulator kind) {
        this.server = KinesisServer.start(kind);
        this.proxy = KinesisProxy.of(server);
    }

    static Emulator lite() {
        return Lite.SHARED;
    }

    static Emulator local() {
        return Local.SHARED;
    }

    KinesisServer server() {
        return server;
    }

    KinesisProxy proxy() {
        return proxy;
    }

    /** A proxy that nobody else uses, so that its faults harm nobody else. */
    KinesisProxy ownProxy() {
        return KinesisProxy.of(server);
    }

    String stream(int shards) {
        String name = "s" + STREAMS.incrementAndGet();
        server.createStream(name, shards);
        return name;
    }

    /** Deletes a stream and makes another one of that name, as soon as the server's clock tells them apart. */
    void recreate(String stream) {
        int shards = server.shards(stream).size();
        String created = created(stream);
        Awaitility.await().pollInterval(Duration.ofMillis(100)).until(() -> {
            server.deleteStream(stream);
            server.createStream(stream, shards);
            return !created(stream).equals(created);
        });
    }

    private String created(String stream) {
        return server.call("DescribeStreamSummary", Map.of("StreamName", stream))
                .path("StreamDescriptionSummary")
                .path("StreamCreationTimestamp")
                .asText();
    }

    /** The shard with that number, in the order in which they were made. */
    KinesisShard shard(String stream, int number) {
        return server.shards(stream).get(number);
    }

    /** Appends text to a shard; answers the sequence numbers. */
    List<String> put(String stream, int shard, String... values) {
        return server.put(
                stream,
                shard(stream, shard),
                "k",
                List.of(values).stream().map(Emulator::bytes).toList());
    }

    /** Appends the numbers {@code from} to {@code to} (exclusive) as text. */
    List<String> numbers(String stream, int shard, int from, int to) {
        return put(
                stream,
                shard,
                IntStream.range(from, to).mapToObj(Integer::toString).toArray(String[]::new));
    }

    /** All records of a shard, as the server shows them. */
    List<JsonNode> records(String stream, String shard) {
        List<JsonNode> records = new ArrayList<>();
        String iterator = server.call(
                        "GetShardIterator",
                        Map.of("StreamName", stream, "ShardId", shard, "ShardIteratorType", "TRIM_HORIZON"))
                .path("ShardIterator")
                .asText();
        while (true) {
            JsonNode page = server.call("GetRecords", Map.of("ShardIterator", iterator));
            page.path("Records").forEach(records::add);
            if (page.path("Records").isEmpty() || !page.hasNonNull("NextShardIterator")) {
                return records;
            }
            iterator = page.path("NextShardIterator").asText();
        }
    }

    /** Removes the oldest records of a shard that are left. */
    void trim(KinesisProxy through, String stream, int shard, int records, KinesisFaults.Trimmed shows) {
        String id = shard(stream, shard).id();
        String first = records(stream, id).get(records).path("SequenceNumber").asText();
        through.faults().trim(stream, id, first, shows);
    }

    Map<String, String> given(String stream) {
        return given(proxy, stream);
    }

    /** What a user would give to read or write a stream. */
    static Map<String, String> given(KinesisProxy through, String stream) {
        Map<String, String> given = new HashMap<>(Map.of(
                "streamName", stream,
                "endpointUrl", through.endpoint().toString(),
                "region", "us-east-1",
                "awsAccessKeyId", "test",
                "awsSecretKey", "test"));
        return given;
    }

    /** The same for reading as fast as the emulator can. */
    static Map<String, String> reading(KinesisProxy through, String stream) {
        Map<String, String> given = given(through, stream);
        given.put("callsPerSecond", "100000");
        given.put("pollInterval", "10ms");
        return given;
    }

    static Options input(KinesisProxy through, String stream) {
        return new KinesisInput().options().read(reading(through, stream));
    }

    static String text(JsonNode record) {
        return new String(Base64.getDecoder().decode(record.path("Data").asText()), StandardCharsets.UTF_8);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
