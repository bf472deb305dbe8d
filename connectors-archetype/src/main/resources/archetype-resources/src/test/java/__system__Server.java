package ${package};

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

/** What the suites ask of the system itself. Start its real server here, in a process of its own. */
interface ${system}Server extends LogUnderTest {
    /** An empty folder for one test. */
    Path temp();

    @Override
    default LogConnector connector() {
        return new ${system}Input();
    }

    @Override
    default Map<String, String> create(int partitions) throws IOException {
        Path folder = Files.createTempDirectory(temp(), "log-");
        for (int i = 0; i < partitions; i++) {
            Files.createFile(folder.resolve(i + ".txt"));
        }
        return Map.of("path", folder.toString());
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

    private static Path file(Options log, int partition) {
        return Path.of(log.value(${system}Options.PATH), partition + ".txt");
    }
}
