package io.millrace.testkit.example;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.api.Event;
import io.millrace.api.Options;
import io.millrace.testkit.LogConformance;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What the suite of logs asks, answered by logs in memory. */
public abstract class MemoryLogSuite extends LogConformance {
    private final String name = "log-" + UUID.randomUUID();

    @Override
    protected Map<String, String> create(int partitions) {
        MemoryLog.create(name, partitions);
        return Map.of("log", name);
    }

    @Override
    protected void append(Options log, int partition, List<String> values) {
        appendExactly(
                log,
                partition,
                values.stream()
                        .map(value -> Event.of(null, value.getBytes(UTF_8), List.of(), 0, ""))
                        .toList());
    }

    @Override
    protected void appendExactly(Options log, int partition, List<Event> events) {
        log().append(partition, events);
    }

    @Override
    protected void addPartition(Options log) {
        log().addPartition();
    }

    @Override
    protected void replacePartition(Options log, int partition) {
        log().replace(partition);
    }

    @Override
    protected void dropOldest(Options log, int partition, int events) {
        log().dropOldest(partition, events);
    }

    @Override
    protected void delete(Options log) {
        MemoryLog.delete(name);
    }

    @Override
    protected void recreate(Options log) {
        MemoryLog.create(name, 1);
    }

    @Override
    protected Duration patience() {
        return Duration.ofSeconds(1);
    }

    @Override
    protected Map.Entry<String, Map<String, String>> missing() {
        return Map.entry("nowhere", Map.of("log", "nowhere"));
    }

    private MemoryLog log() {
        return MemoryLog.find(name).orElseThrow();
    }
}
