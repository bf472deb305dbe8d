package io.millrace.testkit.push;

import io.millrace.api.Event;
import io.millrace.api.Log;
import io.millrace.api.LogConnector;
import io.millrace.api.Offsets;
import io.millrace.api.Options;
import io.millrace.api.StartFrom;
import io.millrace.runtime.journal.Journal;
import io.millrace.runtime.journal.JournalConnector;
import io.millrace.runtime.journal.JournalOptions;
import io.millrace.testkit.LogConformance;
import io.millrace.testkit.example.TcpLines;
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
        return new JournalConnector(new TcpLines(), Configuration::new);
    }

    @Override
    public Map<String, String> create(int partitions) {
        return Map.of(
                "port",
                "0",
                "journal.durability",
                "written",
                "receivers",
                Integer.toString(Math.max(1, partitions)),
                "journal",
                "file:" + temp.resolve("journal-" + journals++));
    }

    @Override
    public void append(Options log, int partition, List<String> values) throws Exception {
        appendExactly(
                log,
                partition,
                values.stream()
                        .map(value -> Event.of(null, value.getBytes(StandardCharsets.UTF_8), List.of(), 0, ""))
                        .toList());
    }

    /** A segment for each event, so that ranges go over many of them. */
    @Override
    public void appendExactly(Options log, int partition, List<Event> events) throws Exception {
        JournalConnector connector = new JournalConnector(new TcpLines(), Configuration::new);
        try (Journal journal = Journal.open(connector.directory(log), partition, log)) {
            for (Event event : events) {
                journal.put(List.of(event));
            }
        }
    }

    @Override
    public void dropOldest(Options log, int partition, int events) throws Exception {
        String name = connector().name() + "/" + partition;
        try (Log planning = connector().open(log.with(JournalOptions.RETENTION, "0ms"))) {
            Offsets start = planning.start(new StartFrom.Earliest());
            long first = Long.parseLong(start.position(name));
            planning.committed(start.with(name, Long.toString(first + events)));
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
