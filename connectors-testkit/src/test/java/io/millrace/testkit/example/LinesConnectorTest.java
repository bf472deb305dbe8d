package io.millrace.testkit.example;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.LogConnector;
import io.millrace.api.Options;
import io.millrace.api.StopAt;
import io.millrace.testkit.LogConformance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of lines keep every rule that files can show. */
class LinesConnectorTest extends LogConformance {
    @TempDir
    Path temp;

    private int logs;

    @Override
    public LogConnector connector() {
        return new LinesConnector();
    }

    @Override
    public Map<String, String> create(int partitions) throws IOException {
        Path dir = Files.createDirectory(temp.resolve("log-" + logs++));
        for (int i = 0; i < partitions; i++) {
            Files.createFile(dir.resolve(i + ".txt"));
        }
        return Map.of("path", dir.toString());
    }

    @Override
    public void append(Options log, int partition, List<String> values) throws IOException {
        Files.write(file(log, partition), values, StandardOpenOption.APPEND);
    }

    @Override
    public void addPartition(Options log) throws IOException {
        try (Stream<Path> files = Files.list(file(log, 0).getParent())) {
            Files.createFile(file(log, (int) files.count()));
        }
    }

    @Override
    public void delete(Options log) throws IOException {
        Files.delete(file(log, 0));
    }

    @Override
    public Map.Entry<String, Map<String, String>> missing() {
        String path = temp.resolve("nowhere").toString();
        return Map.entry(path, Map.of("path", path));
    }

    @Test
    void a_line_without_its_end_is_not_there_yet() throws IOException {
        Options options = connector().options().read(create(1));
        try (var log = connector().open(options)) {
            Files.writeString(file(options, 0), "one\ntw", UTF_8);
            assertThat(log.tip(new StopAt.Now()).token()).contains("0.txt\t1\n");
            Files.writeString(file(options, 0), "o\n", UTF_8, StandardOpenOption.APPEND);
            assertThat(log.tip(new StopAt.Now()).token()).contains("0.txt\t2\n");
        }
    }

    private static Path file(Options log, int partition) {
        return Path.of(log.asMap().getOrDefault("path", ""), partition + ".txt");
    }
}
