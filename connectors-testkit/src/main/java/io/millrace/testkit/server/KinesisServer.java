package io.millrace.testkit.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A server that speaks the protocol of Kinesis, in a process of its own, with any credentials. Neither emulator throttles,
 * loses old records or answers out of the ordinary: {@link KinesisProxy} does.
 *
 * <p>Data survives {@link #kill()} and {@link #restart()}, of {@link KinesisEmulator#LOCAL} what is older than a second, and the
 * ports stay the same. One thread at a time, but calls on streams may come from any.
 */
public final class KinesisServer implements AutoCloseable {
    private static final Duration SLOWEST = Duration.ofSeconds(20);
    private static final String SHARD_LIMIT = "2000";

    private final ServerProcess process;
    private final URI endpoint;
    private final KinesisCalls calls;

    private KinesisServer(ServerProcess process, URI endpoint) {
        this.process = process;
        this.endpoint = endpoint;
        this.calls = new KinesisCalls(endpoint);
    }

    /** A new, empty server. */
    public static KinesisServer start(KinesisEmulator emulator) {
        int port = FreePorts.next();
        URI endpoint = URI.create("http://127.0.0.1:" + port);
        Path packages = ServerClasspath.folder("kinesis");
        if (!Files.isRegularFile(packages.resolve("installed"))) {
            throw new ServerFailure("the emulators of Kinesis are not installed in " + packages
                    + ". Run in the project's root: mvn package -pl servers/kinesis -am");
        }
        ServerBuilder builder = emulator == KinesisEmulator.LOCAL ? local(packages, port) : lite(packages, port);
        // Whoever asks without saying what for gets an error, which is an answer.
        ServerProcess process = builder.ready(Ready.http(endpoint, "(?s).*"))
                .deadline(Duration.ofSeconds(60))
                .start();
        return new KinesisServer(process, endpoint);
    }

    private static ServerBuilder local(Path packages, int port) {
        Path program = packages.resolve("node_modules/kinesis-local");
        ServerBuilder builder = ServerProcess.command(
                        "kinesis-local",
                        List.of(
                                "node",
                                "--max-old-space-size=768",
                                // Else it listens at all of this machine's addresses.
                                "--require",
                                packages.resolve("loopback.js").toString(),
                                program.resolve("main.js").toString()))
                .environment(
                        "KINESIS_MOCK_CERT_PATH", program.resolve("server.json").toString())
                .environment("KINESIS_MOCK_PLAIN_PORT", Integer.toString(port))
                .environment("KINESIS_MOCK_TLS_PORT", Integer.toString(FreePorts.next()))
                // It counts closed shards too.
                .environment("SHARD_LIMIT", SHARD_LIMIT)
                .environment("SHOULD_PERSIST_DATA", "true")
                .environment("PERSIST_PATH", "data")
                .environment("PERSIST_INTERVAL", "500ms")
                .environment("LOG_LEVEL", "WARN");
        for (String slow : List.of(
                "CREATE_STREAM",
                "DELETE_STREAM",
                "SPLIT_SHARD",
                "MERGE_SHARDS",
                "UPDATE_SHARD_COUNT",
                "REGISTER_STREAM_CONSUMER",
                "DEREGISTER_STREAM_CONSUMER")) {
            builder.environment(slow + "_DURATION", "20ms");
        }
        return builder;
    }

    private static ServerBuilder lite(Path packages, int port) {
        return ServerProcess.command(
                        "kinesalite",
                        List.of(
                                "node",
                                "--max-old-space-size=768",
                                packages.resolve("kinesalite.js").toString()))
                .arguments(List.of("--port", Integer.toString(port), "--path", "data", "--shardLimit", SHARD_LIMIT))
                .arguments(List.of("--createStreamMs", "5", "--deleteStreamMs", "5", "--updateStreamMs", "5"));
    }

    /** Where it listens. */
    public URI endpoint() {
        return endpoint;
    }

    /** Makes a stream and comes back when it can be used. */
    public void createStream(String stream, int shards) {
        Awaitility.await().atMost(SLOWEST).ignoreException(ServerFailure.class).until(() -> {
            call("CreateStream", Map.of("StreamName", stream, "ShardCount", shards));
            return true;
        });
        awaitActive(stream);
    }

    /** Deletes a stream and comes back when it is gone. */
    public void deleteStream(String stream) {
        call("DeleteStream", Map.of("StreamName", stream));
        Awaitility.await()
                .atMost(SLOWEST)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> !call("ListStreams", Map.of()).toString().contains('"' + stream + '"'));
    }

    /** The shards of a stream in the order in which they were made, closed ones too. */
    public List<KinesisShard> shards(String stream) {
        List<KinesisShard> shards = new ArrayList<>();
        for (JsonNode shard : call("ListShards", Map.of("StreamName", stream)).path("Shards")) {
            shards.add(new KinesisShard(
                    shard.path("ShardId").asText(),
                    Stream.of(
                                    shard.path("ParentShardId").asText(""),
                                    shard.path("AdjacentParentShardId").asText(""))
                            .filter(parent -> !parent.isEmpty())
                            .toList(),
                    shard.path("HashKeyRange").path("StartingHashKey").asText(),
                    shard.path("HashKeyRange").path("EndingHashKey").asText(),
                    shard.path("SequenceNumberRange").hasNonNull("EndingSequenceNumber")));
        }
        shards.sort(Comparator.comparing(KinesisShard::id));
        return shards;
    }

    /** Splits a shard in the middle and comes back when that is done. */
    public void split(String stream, KinesisShard shard) {
        BigInteger middle = new BigInteger(shard.firstHash())
                .add(new BigInteger(shard.lastHash()))
                .add(BigInteger.ONE)
                .shiftRight(1);
        call(
                "SplitShard",
                Map.of("StreamName", stream, "ShardToSplit", shard.id(), "NewStartingHashKey", middle.toString()));
        awaitActive(stream);
    }

    /** Merges two neighbours and comes back when that is done. */
    public void merge(String stream, KinesisShard shard, KinesisShard neighbour) {
        call(
                "MergeShards",
                Map.of("StreamName", stream, "ShardToMerge", shard.id(), "AdjacentShardToMerge", neighbour.id()));
        awaitActive(stream);
    }

    /** Appends records to one shard, in this order, each in a call of its own, and answers their sequence numbers. */
    public List<String> put(String stream, KinesisShard shard, String key, List<byte[]> values) {
        List<String> numbers = new ArrayList<>();
        for (byte[] value : values) {
            JsonNode answer = call(
                    "PutRecord",
                    Map.of(
                            "StreamName",
                            stream,
                            "PartitionKey",
                            key,
                            "ExplicitHashKey",
                            shard.firstHash(),
                            "Data",
                            Base64.getEncoder().encodeToString(value)));
            numbers.add(answer.path("SequenceNumber").asText());
        }
        return numbers;
    }

    /** Any call of the API, as Amazon documents it. */
    public JsonNode call(String action, Map<String, ?> arguments) {
        return calls.call(action, arguments);
    }

    /** The server's process: its id, directory, log and output. */
    public ServerProcess process() {
        return process;
    }

    /** Ends the server by SIGKILL. */
    public void kill() {
        process.kill();
    }

    /** Starts the server again on its streams, killing it before when it still runs, and waits until it answers. */
    public void restart() {
        process.restart();
    }

    @Override
    public void close() {
        process.close();
    }

    private void awaitActive(String stream) {
        Awaitility.await()
                .atMost(SLOWEST)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> call("DescribeStreamSummary", Map.of("StreamName", stream))
                        .path("StreamDescriptionSummary")
                        .path("StreamStatus")
                        .asText()
                        .equals("ACTIVE"));
    }
}
