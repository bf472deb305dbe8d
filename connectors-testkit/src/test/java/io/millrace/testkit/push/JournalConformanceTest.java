package io.millrace.testkit.push;

import io.millrace.api.Event;
import io.millrace.api.LogConnector;
import io.millrace.api.Options;
import io.millrace.runtime.journal.Journal;
import io.millrace.runtime.journal.JournalConnector;
import io.millrace.testkit.LogConformance;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.io.TempDir;

/** The log that a journal is keeps every rule of logs. */
class JournalConformanceTest extends LogConformance {
    @TempDir
    Path temp;

    private int journals;

    @Override
    public LogConnector connector() {
        return new JournalConnector(new LinePort(), Configuration::new);
    }

    @Override
    public Map<String, String> create(int partitions) {
        return Map.of(
                "ports", "0",
                "receivers", Integer.toString(Math.max(1, partitions)),
                "journal", "file:" + temp.resolve("journal-" + journals++));
    }

    @Override
    public void append(Options log, int partition, List<String> values) throws Exception {
        appendExactly(
                log,
                partition,
                values.stream()
                        .map(value ->
                                Event.of(null, value.getBytes(StandardCharsets.UTF_8), List.of(), 0, ""))
                        .toList());
    }

    /** Two segments, so that ranges go over the border between them. */
    @Override
    public void appendExactly(Options log, int partition, List<Event> events) throws Exception {
        int half = events.size() / 2;
        try (Journal journal =
                Journal.open(new JournalConnector(new LinePort(), Configuration::new).directory(log), partition, log)) {
            journal.put(events.subList(0, half));
            journal.put(events.subList(half, events.size()));
        }
    }

    @Override
    public void delete(Options log) throws IOException {
        Path directory = Path.of(log.asMap().getOrDefault("journal", "").substring("file:".length()));
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Override
    public void recreate(Options log) throws IOException {
        delete(log);
    }
}
