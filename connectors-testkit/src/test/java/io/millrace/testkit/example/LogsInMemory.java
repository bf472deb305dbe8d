package io.millrace.testkit.example;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.api.Event;
import io.millrace.api.Options;
import io.millrace.testkit.LogUnderTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What the suites of logs ask, answered by logs in memory. */
public interface LogsInMemory extends LogUnderTest {
    @Override
    default Map<String, String> create(int partitions) {
        String name = "log-" + UUID.randomUUID();
        MemoryLog.create(name, partitions);
        return Map.of("log", name);
    }

    @Override
    default void append(Options log, int partition, List<String> values) {
        appendExactly(
                log,
                partition,
                values.stream()
                        .map(value -> Event.of(null, value.getBytes(UTF_8), List.of(), 0, ""))
                        .toList());
    }

    @Override
    default void appendExactly(Options log, int partition, List<Event> events) {
        log(log).append(partition, events);
    }

    @Override
    default void addPartition(Options log) {
        log(log).addPartition();
    }

    @Override
    default void replacePartition(Options log, int partition) {
        log(log).replace(partition);
    }

    @Override
    default void dropOldest(Options log, int partition, int events) {
        log(log).dropOldest(partition, events);
    }

    @Override
    default void delete(Options log) {
        MemoryLog.delete(log.value(MemoryConnector.LOG));
    }

    @Override
    default void recreate(Options log) {
        MemoryLog.create(log(log).name(), log(log).partitions().size());
    }

    @Override
    default Duration patience() {
        return Duration.ofSeconds(1);
    }

    @Override
    default Map.Entry<String, Map<String, String>> missing() {
        return Map.entry("nowhere", Map.of("log", "nowhere"));
    }

    private static MemoryLog log(Options log) {
        return MemoryLog.find(log.value(MemoryConnector.LOG)).orElseThrow();
    }
}
