package io.millrace.bench;

import io.millrace.bench.FlumeTaker.Way;
import io.millrace.testkit.server.ServerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Handing over from Flink into the journal, at least once and exactly once, beside Flume's own client that sends into the same by
 * four connections. The time of Flink holds the start and the end of its job.
 */
final class Bridges implements Benchmark {
    private static final int SENDERS = 4;
    private static final int WARM_ROUNDS = 2;

    @Override
    public String name() {
        return "bridges";
    }

    @Override
    public void run(Rig rig, Report report) throws Exception {
        Settings settings = rig.settings();
        long batches = settings.records(7_680_000, 32_000) / FlumeSenders.BATCH;
        long events = batches / SENDERS * SENDERS * FlumeSenders.BATCH;
        report.condition("events", events);
        report.condition("batch", FlumeSenders.BATCH);
        Path directory = Files.createDirectories(rig.directory().resolve("bridges"));
        int port = FlinkFeeder.newPort();
        try (ServerProcess avro = FlumeTaker.start(Way.JOURNAL, directory);
                ServerProcess thrift = FlumeTaker.start(Way.THRIFT_JOURNAL, directory);
                ServerProcess flink =
                        FlinkFeeder.start(port, FlumeTaker.port(thrift), directory.resolve("checkpoints"));
                FlumeSenders flume = new FlumeSenders(FlumeTaker.port(avro), SENDERS)) {
            Rig.say("measuring flink, process " + flink.pid());
            List<Side> sides = List.of(
                    Side.of("flume", () -> flume.send(batches)),
                    Side.of("flink", () -> FlinkFeeder.feed(port, events, false)),
                    Side.of("flink-once", () -> FlinkFeeder.feed(port, events, true)));
            report.add(Figures.throughput(
                            "flink", events, Rounds.run(sides, WARM_ROUNDS * settings.warmRounds(), settings.rounds()))
                    .compare("flink", "flume", 0.7));
        }
    }
}
