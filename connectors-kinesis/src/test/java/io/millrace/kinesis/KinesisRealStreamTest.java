package io.millrace.kinesis;

import io.millrace.api.Event;
import io.millrace.api.LogConnector;
import io.millrace.api.Options;
import io.millrace.testkit.Cannot;
import io.millrace.testkit.LogConformance;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClientBuilder;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/**
 * Amazon's own Kinesis keeps every rule of a log that a stream can show: with {@code MILLRACE_KINESIS_STREAM}, the beginning of the
 * names of streams that this test makes and deletes, and with a region and credentials as Amazon's SDK finds them. It costs money, and
 * takes half an hour. {@code MILLRACE_KINESIS_ENDPOINT} names another server.
 */
@EnabledIfEnvironmentVariable(
        named = KinesisRealStreamTest.STREAM,
        matches = ".+",
        disabledReason = "MILLRACE_KINESIS_STREAM names no streams of Amazon's own Kinesis to make and delete")
class KinesisRealStreamTest extends LogConformance {
    static final String STREAM = "MILLRACE_KINESIS_STREAM";

    private static final Duration SLOWEST = Duration.ofMinutes(2);

    private final Map<String, String> environment = System.getenv();
    private final String endpoint = environment.getOrDefault("MILLRACE_KINESIS_ENDPOINT", "");
    private final KinesisAsyncClient client = client();
    private final List<String> made = new ArrayList<>();

    @Override
    public LogConnector connector() {
        return new KinesisInput();
    }

    @Override
    public Map<String, String> create(int partitions) {
        String stream = environment.get(STREAM) + "-" + Long.toString(System.nanoTime(), 36);
        made.add(stream);
        create(stream, partitions);
        return given(stream);
    }

    @Override
    public void append(Options log, int partition, List<String> values) {
        String stream = LogsInKinesis.stream(log);
        Shard shard = shards(stream).get(partition);
        for (String value : values) {
            client.putRecord(request -> request.streamName(stream)
                            .partitionKey("k")
                            .explicitHashKey(shard.hashKeyRange().startingHashKey())
                            .data(SdkBytes.fromUtf8String(value)))
                    .join();
        }
    }

    @Override
    public void appendExactly(Options log, int partition, List<Event> events) {
        throw Cannot.show("Kinesis itself dates records, and has no headers");
    }

    @Override
    public void addPartition(Options log) {
        throw Cannot.show("a stream gets new shards only in place of others");
    }

    @Override
    public void replacePartition(Options log, int partition) {
        String stream = LogsInKinesis.stream(log);
        Shard shard = shards(stream).get(partition);
        BigInteger middle = new BigInteger(shard.hashKeyRange().startingHashKey())
                .add(new BigInteger(shard.hashKeyRange().endingHashKey()))
                .add(BigInteger.ONE)
                .shiftRight(1);
        client.splitShard(request ->
                        request.streamName(stream).shardToSplit(shard.shardId()).newStartingHashKey(middle.toString()))
                .join();
        awaitActive(stream);
    }

    @Override
    public void dropOldest(Options log, int partition, int events) {
        throw Cannot.show("Kinesis removes records by their age alone, after a day at the earliest");
    }

    @Override
    public void delete(Options log) {
        delete(LogsInKinesis.stream(log));
    }

    @Override
    public void recreate(Options log) {
        String stream = LogsInKinesis.stream(log);
        int shards = shards(stream).size();
        delete(stream);
        create(stream, shards);
    }

    @Override
    public Map.Entry<String, Map<String, String>> missing() {
        return Map.entry("nowhere", given("nowhere"));
    }

    @Override
    public Duration patience() {
        return Duration.ofMinutes(1);
    }

    @Override
    public int large() {
        return 1_000_000;
    }

    @AfterEach
    void deleteAll() {
        made.forEach(stream -> client.deleteStream(
                        request -> request.streamName(stream).enforceConsumerDeletion(true))
                .exceptionally(gone -> null)
                .join());
        client.close();
    }

    private Map<String, String> given(String stream) {
        Map<String, String> given = new HashMap<>(Map.of("streamName", stream, "pollInterval", "20ms"));
        if (!endpoint.isEmpty()) {
            given.put("endpointUrl", endpoint);
        }
        return given;
    }

    private void create(String stream, int shards) {
        client.createStream(request -> request.streamName(stream).shardCount(shards))
                .join();
        awaitActive(stream);
    }

    private void delete(String stream) {
        client.deleteStream(request -> request.streamName(stream)).join();
        Awaitility.await()
                .atMost(SLOWEST)
                .until(() -> client.describeStreamSummary(request -> request.streamName(stream))
                        .handle((answer, gone) -> gone != null)
                        .join());
    }

    private void awaitActive(String stream) {
        Awaitility.await()
                .atMost(SLOWEST)
                .until(() -> client.describeStreamSummary(request -> request.streamName(stream))
                                .join()
                                .streamDescriptionSummary()
                                .streamStatus()
                        == StreamStatus.ACTIVE);
    }

    private List<Shard> shards(String stream) {
        return client.listShards(request -> request.streamName(stream)).join().shards().stream()
                .sorted(Comparator.comparing(Shard::shardId))
                .toList();
    }

    private KinesisAsyncClient client() {
        KinesisAsyncClientBuilder builder = KinesisAsyncClient.builder()
                .httpClientBuilder(software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient.builder()
                        .protocol(software.amazon.awssdk.http.Protocol.HTTP1_1));
        if (!endpoint.isEmpty()) {
            builder.endpointOverride(URI.create(endpoint));
        }
        return builder.build();
    }
}
