package io.millrace.kinesis;

import io.millrace.api.Event;
import io.millrace.api.LogConnector;
import io.millrace.api.Options;
import io.millrace.testkit.Cannot;
import io.millrace.testkit.LogUnderTest;
import io.millrace.testkit.server.KinesisFaults.Trimmed;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/** What the suites of logs ask, answered by the streams of an emulator. */
interface LogsInKinesis extends LogUnderTest {
    Emulator emulator();

    @Override
    default LogConnector connector() {
        return new KinesisInput();
    }

    @Override
    default Map<String, String> create(int partitions) {
        return Emulator.reading(emulator().proxy(), emulator().stream(partitions));
    }

    @Override
    default void append(Options log, int partition, List<String> values) {
        emulator().put(stream(log), partition, values.toArray(String[]::new));
    }

    @Override
    default void appendExactly(Options log, int partition, List<Event> events) {
        Instant past = Instant.now().minus(Duration.ofMinutes(1));
        for (Event event : events) {
            if (event.key() == null || event.key().length == 0) {
                throw Cannot.show("every record of Kinesis has a key of at least one character");
            } else if (event.value() == null) {
                throw Cannot.show("every record of Kinesis has data");
            } else if (!event.headers().isEmpty()) {
                throw Cannot.show("records of Kinesis have no headers");
            } else if (Instant.EPOCH
                    .plus(event.timestampMicros(), ChronoUnit.MICROS)
                    .isBefore(past)) {
                throw Cannot.show("Kinesis itself dates records");
            }
            emulator()
                    .server()
                    .put(
                            stream(log),
                            emulator().shard(stream(log), partition),
                            new String(event.key(), StandardCharsets.UTF_8),
                            List.of(event.value()));
        }
    }

    @Override
    default void addPartition(Options log) {
        throw Cannot.show("a stream gets new shards only in place of others");
    }

    @Override
    default void replacePartition(Options log, int partition) {
        emulator().server().split(stream(log), emulator().shard(stream(log), partition));
    }

    @Override
    default void dropOldest(Options log, int partition, int events) {
        emulator().trim(emulator().proxy(), stream(log), partition, events, Trimmed.SILENT);
        // What Kinesis removes is older than its retention, and so is all that was read before it.
        emulator().proxy().faults().expire(stream(log));
    }

    @Override
    default void delete(Options log) {
        emulator().server().deleteStream(stream(log));
    }

    @Override
    default void recreate(Options log) {
        emulator().recreate(stream(log));
    }

    @Override
    default Map.Entry<String, Map<String, String>> missing() {
        return Map.entry("nowhere", emulator().given("nowhere"));
    }

    @Override
    default int large() {
        return 1_000_000;
    }

    static String stream(Options log) {
        return log.value(InputOptions.STREAMS).get(0);
    }
}
