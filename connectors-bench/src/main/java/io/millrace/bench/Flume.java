package io.millrace.bench;

import io.millrace.api.DenseOffsets;
import io.millrace.api.Event;
import io.millrace.api.Field;
import io.millrace.api.Log;
import io.millrace.api.Options;
import io.millrace.api.Range;
import io.millrace.api.RangeReader;
import io.millrace.api.StartFrom;
import io.millrace.bench.FlumeTaker.Way;
import io.millrace.testkit.server.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Taking in Flume events until they are acknowledged: into the journal, into a receiver with Spark's write-ahead log, and beside
 * them Avro's own server, which keeps nothing and so is the limit. Each in a process of its own.
 */
final class Flume implements Benchmark {
    private static final List<Integer> SENDERS = List.of(1, 4, 16);
    /** A server is only as fast as it will be after some millions of events. */
    private static final int WARM_ROUNDS = 5;

    @Override
    public String name() {
        return "flume";
    }

    @Override
    public void run(Rig rig, Report report) throws Exception {
        Settings settings = rig.settings();
        // A share for each of sixteen senders.
        long batches = settings.records(3_840_000, 32_000) / FlumeSenders.BATCH;
        report.condition("events", batches * FlumeSenders.BATCH);
        report.condition("batch", FlumeSenders.BATCH);
        Path directory = Files.createDirectories(rig.directory().resolve("flume"));
        Map<Way, ServerProcess> processes = new EnumMap<>(Way.class);
        try (ServerProcess limit = FlumeTaker.start(Way.LIMIT, directory);
                ServerProcess journal = FlumeTaker.start(Way.JOURNAL, directory);
                ServerProcess receiver = FlumeTaker.start(Way.RECEIVER, directory)) {
            processes.put(Way.LIMIT, limit);
            processes.put(Way.JOURNAL, journal);
            processes.put(Way.RECEIVER, receiver);
            for (int senders : SENDERS) {
                String name = senders == 1 ? "1-sender" : senders + "-senders";
                if (settings.wants(name)) {
                    report.add(measure(name, senders, batches, processes, settings));
                }
            }
            long rounds = (long) warmRounds(settings) + settings.rounds();
            long sent = SENDERS.stream()
                    .filter(senders -> settings.wants(senders == 1 ? "1-sender" : senders + "-senders"))
                    .mapToLong(senders -> rounds * (batches / senders * senders))
                    .sum();
            processes.values().forEach(ServerProcess::resume);
            killAndReadBack(journal, directory, sent * FlumeSenders.BATCH, report);
        }
    }

    private static Result measure(
            String name, int senders, long batches, Map<Way, ServerProcess> processes, Settings settings)
            throws Exception {
        Rig.say("measuring " + name);
        List<FlumeSenders> open = new ArrayList<>();
        try {
            List<Side> sides = new ArrayList<>();
            for (Map.Entry<Way, ServerProcess> one : processes.entrySet()) {
                FlumeSenders connected = new FlumeSenders(FlumeTaker.port(one.getValue()), senders);
                open.add(connected);
                sides.add(new Side(
                        one.getKey().name().toLowerCase(Locale.ROOT),
                        () -> alone(one.getValue(), processes.values(), settings),
                        () -> connected.send(batches),
                        () -> {}));
            }
            return Figures.throughput(
                            name,
                            batches / senders * senders * FlumeSenders.BATCH,
                            Rounds.run(sides, warmRounds(settings), settings.rounds()))
                    .compare("journal", "limit", senders == 16 ? 0.6 : 0);
        } finally {
            open.forEach(FlumeSenders::close);
        }
    }

    /** The other servers stand still while one is measured: even an idle Spark takes processor time from it, tick by tick. */
    private static void alone(ServerProcess measured, Collection<ServerProcess> processes, Settings settings)
            throws IOException, InterruptedException {
        processes.forEach(ServerProcess::resume);
        // A quick run shares the machine, which never rests, and its figures mean nothing.
        if (!settings.quick()) {
            Calm.await(processes);
        }
        processes.stream().filter(process -> process != measured).forEach(ServerProcess::pause);
    }

    private static int warmRounds(Settings settings) {
        return WARM_ROUNDS * settings.warmRounds();
    }

    /** All that was acknowledged is there after the process is gone, and how many forced segments that took. */
    private static void killAndReadBack(ServerProcess journal, Path directory, long acknowledged, Report report)
            throws IOException {
        journal.kill();
        Options options = FlumeTaker.options(directory);
        long read = 0;
        try (Log log = FlumeTaker.journal().open(options)) {
            for (Range range : log.plan(log.start(new StartFrom.Earliest()), log.start(new StartFrom.Latest()))) {
                try (RangeReader reader = FlumeTaker.journal().read(range, Set.of(Field.VALUE), options)) {
                    for (Event event = reader.next(); event != null; event = reader.next()) {
                        read++;
                    }
                }
                if (read != DenseOffsets.number(range.end())) {
                    throw new IllegalStateException("planned up to " + range.end() + ", and read " + read + " events");
                }
            }
        }
        if (read < acknowledged) {
            throw new IllegalStateException(
                    "acknowledged " + acknowledged + " events, and after kill -9 only " + read + " are there");
        }
        long segments;
        try (Stream<Path> files = Files.walk(directory.resolve("journal"))) {
            segments =
                    files.filter(file -> file.toString().endsWith(".segment")).count();
        }
        report.condition("journal.readBackAfterKill", read);
        report.condition("journal.forcedSegments", segments);
        Rig.say("killed the journal's process by SIGKILL: " + acknowledged + " events were acknowledged, " + read
                + " are read back from " + segments + " segments, each forced, with its name");
    }
}
