package io.millrace.bench;

import io.millrace.api.Budget;
import io.millrace.api.Event;
import io.millrace.api.Field;
import io.millrace.api.Log;
import io.millrace.api.Offsets;
import io.millrace.api.Options;
import io.millrace.api.Range;
import io.millrace.api.RangeReader;
import io.millrace.api.StartFrom;
import io.millrace.api.StopAt;
import io.millrace.kinesis.KinesisInput;
import io.millrace.testkit.server.KinesisEmulator;
import io.millrace.testkit.server.KinesisProxy;
import io.millrace.testkit.server.KinesisServer;
import java.net.URI;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/**
 * Reading a shard of an emulator of Kinesis, beside a bare loop of Amazon's client; and what planning costs: calls for each shard and
 * trigger, and time at 1, 10 and 100 shards. The emulator is the limit, so only what is compared means anything.
 */
final class Kinesis implements Benchmark {
    private static final int ENTRIES = 500;
    private static final int TRIGGERS = 20;
    private static final String SHARD = "shardId-000000000000";

    private final KinesisInput connector = new KinesisInput();

    @Override
    public String name() {
        return "kinesis";
    }

    @Override
    public void run(Rig rig, Report report) throws Exception {
        // The emulator that is quick enough speaks nothing else.
        System.setProperty("aws.cborEnabled", "false");
        Settings settings = rig.settings();
        try (KinesisServer server = KinesisServer.start(KinesisEmulator.LITE)) {
            if (settings.wants("read")) {
                read(server, settings, report);
            }
            for (int shards : List.of(1, 10, 100)) {
                String name = "plan-" + shards;
                if (settings.wants(name)) {
                    plan(server, name, shards, report);
                }
            }
        }
    }

    private void read(KinesisServer server, Settings settings, Report report) throws Exception {
        int records = (int) settings.records(60_000, 5_000) / ENTRIES * ENTRIES;
        server.createStream("read", 1);
        fill(server, "read", records);
        Rig.say("measuring read");
        Options options = options(server.endpoint(), "read");
        Range whole;
        try (Log log = connector.open(options)) {
            Offsets from = log.start(new StartFrom.Earliest());
            whole = log.plan(
                            from,
                            log.advance(from, log.tip(new StopAt.Now()), Budget.UNLIMITED)
                                    .end())
                    .get(0);
        }
        try (KinesisAsyncClient client = client(server.endpoint())) {
            report.add(Figures.throughput(
                            "read",
                            records,
                            Rounds.run(
                                    List.of(
                                            Side.of("ours", () -> check(records, ours(whole, options))),
                                            Side.of("sdk", () -> check(records, bare(client, records)))),
                                    settings.warmRounds(),
                                    settings.rounds()))
                    .against("sdk", 0.9));
        }
    }

    private long ours(Range range, Options options) throws Exception {
        long bytes = 0;
        try (RangeReader reader = connector.read(range, Set.of(Field.VALUE), options)) {
            for (Event event = reader.next(); event != null; event = reader.next()) {
                byte[] value = event.value();
                bytes += value == null ? 0 : value.length;
            }
        }
        return bytes;
    }

    private static long bare(KinesisAsyncClient client, int records) throws Exception {
        String iterator = client.getShardIterator(request ->
                        request.streamName("read").shardId(SHARD).shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                .get()
                .shardIterator();
        long bytes = 0;
        for (int read = 0; read < records; ) {
            String at = iterator;
            GetRecordsResponse page = client.getRecords(
                            request -> request.shardIterator(at).limit(10_000))
                    .get();
            for (var one : page.records()) {
                bytes += one.data().asByteArrayUnsafe().length;
                read++;
            }
            iterator = page.nextShardIterator();
        }
        return bytes;
    }

    private static void check(int records, long bytes) {
        if (bytes != records * 100L) {
            throw new IllegalStateException("read " + bytes + " bytes in place of " + records * 100L);
        }
    }

    /** Triggers in which nothing came, and then triggers in which each shard has more than one look shows. */
    private void plan(KinesisServer server, String name, int shards, Report report) throws Exception {
        server.createStream(name, shards);
        Rig.say("measuring " + name);
        try (KinesisProxy proxy = KinesisProxy.of(server);
                Log log = connector.open(options(proxy.endpoint(), name))) {
            Offsets from = log.start(new StartFrom.Earliest());
            from = next(log, from);
            proxy.forgetCalls();
            List<Double> seconds = new ArrayList<>();
            for (int i = 0; i < TRIGGERS; i++) {
                long begun = System.nanoTime();
                from = next(log, from);
                seconds.add((System.nanoTime() - begun) / 1e9);
            }
            calls(name + ".quiet", proxy, shards, report);
            if (shards == 1) {
                fill(server, name, 3_000);
                proxy.forgetCalls();
                next(log, from);
                Rig.say(name + ", one trigger behind 3,000 records: " + proxy.calls("GetRecords") + " GetRecords, "
                        + proxy.calls("GetShardIterator") + " GetShardIterator");
                report.condition(name + ".behind.GetRecords", proxy.calls("GetRecords"));
                report.condition(name + ".behind.GetShardIterator", proxy.calls("GetShardIterator"));
            }
            Collections.sort(seconds);
            report.add(Figures.millis(name, Map.of("ours", new Rounds.Taken(Spread.of(seconds), Spread.of(seconds)))));
        }
    }

    private static Offsets next(Log log, Offsets from) throws Exception {
        return log.advance(from, log.tip(new StopAt.Now()), Budget.UNLIMITED).end();
    }

    private static void calls(String name, KinesisProxy proxy, int shards, Report report) {
        for (String action : List.of("GetRecords", "GetShardIterator", "ListShards", "DescribeStreamSummary")) {
            double each = proxy.calls(action) / (double) TRIGGERS / (action.startsWith("Get") ? shards : 1);
            report.condition(name + "." + action, each);
            Rig.say(name + ": " + action + " " + each
                    + (action.startsWith("Get") ? " for each shard and trigger" : " for each trigger"));
        }
    }

    private static void fill(KinesisServer server, String stream, int records) {
        String data = Base64.getEncoder().encodeToString(new byte[100]);
        List<Map<String, String>> entries = Collections.nCopies(ENTRIES, Map.of("PartitionKey", "k", "Data", data));
        for (int i = 0; i < records; i += ENTRIES) {
            server.call("PutRecords", Map.of("StreamName", stream, "Records", entries));
        }
    }

    private Options options(URI endpoint, String stream) {
        return connector
                .options()
                .read(Map.of(
                        "streamName", stream,
                        "endpointUrl", endpoint.toString(),
                        "region", "us-east-1",
                        "awsAccessKeyId", "bench",
                        "awsSecretKey", "bench",
                        "callsPerSecond", "100000"));
    }

    private static KinesisAsyncClient client(URI endpoint) {
        return KinesisAsyncClient.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("bench", "bench")))
                .httpClientBuilder(NettyNioAsyncHttpClient.builder().protocol(Protocol.HTTP1_1))
                .build();
    }
}
