package io.millrace.testkit.example;

import io.millrace.api.LogConnector;
import io.millrace.api.Options;
import io.millrace.testkit.LogUnderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the suites of logs ask, answered by files of lines. */
public interface LogsInFiles extends LogUnderTest {
    /** An empty directory for the logs of one test. */
    Path temp();

    @Override
    default LogConnector connector() {
        return new LinesConnector();
    }

    @Override
    default Map<String, String> create(int partitions) throws IOException {
        Path dir = Files.createTempDirectory(temp(), "log-");
        for (int i = 0; i < partitions; i++) {
            Files.createFile(dir.resolve(i + ".txt"));
        }
        return Map.of("path", dir.toString());
    }

    @Override
    default void append(Options log, int partition, List<String> values) throws IOException {
        Files.write(file(log, partition), values, StandardOpenOption.APPEND);
    }

    @Override
    default void addPartition(Options log) throws IOException {
        try (Stream<Path> files = Files.list(file(log, 0).getParent())) {
            Files.createFile(file(log, (int) files.count()));
        }
    }

    @Override
    default void delete(Options log) throws IOException {
        Files.delete(file(log, 0));
    }

    @Override
    default Map.Entry<String, Map<String, String>> missing() {
        String path = temp().resolve("nowhere").toString();
        return Map.entry(path, Map.of("path", path));
    }

    /** The file of a partition. */
    static Path file(Options log, int partition) {
        return Path.of(log.asMap().getOrDefault("path", ""), partition + ".txt");
    }
}
