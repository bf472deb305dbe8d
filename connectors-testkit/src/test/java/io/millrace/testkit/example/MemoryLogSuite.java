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
    public Map<String, String> create(int partitions) {
        MemoryLog.create(name, partitions);
        return Map.of("log", name);
    }

    @Override
    public void append(Options log, int partition, List<String> values) {
        appendExactly(
                log,
                partition,
                values.stream()
                        .map(value -> Event.of(null, value.getBytes(UTF_8), List.of(), 0, ""))
                        .toList());
    }

    @Override
    public void appendExactly(Options log, int partition, List<Event> events) {
        log().append(partition, events);
    }

    @Override
    public void addPartition(Options log) {
        log().addPartition();
    }

    @Override
    public void replacePartition(Options log, int partition) {
        log().replace(partition);
    }

    @Override
    public void dropOldest(Options log, int partition, int events) {
        log().dropOldest(partition, events);
    }

    @Override
    public void delete(Options log) {
        MemoryLog.delete(name);
    }

    @Override
    public void recreate(Options log) {
        MemoryLog.create(name, 1);
    }

    @Override
    public Duration patience() {
        return Duration.ofSeconds(1);
    }

    @Override
    public Map.Entry<String, Map<String, String>> missing() {
        return Map.entry("nowhere", Map.of("log", "nowhere"));
    }

    private MemoryLog log() {
        return MemoryLog.find(name).orElseThrow();
    }
}
