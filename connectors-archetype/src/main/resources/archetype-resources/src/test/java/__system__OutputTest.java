package ${package};

import io.millrace.api.Columns;
import io.millrace.api.Options;
import io.millrace.api.OutputConnector;
import io.millrace.testkit.Cannot;
import io.millrace.testkit.OutputConformance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

/** The output keeps every rule of outputs that its system can show. */
class ${system}OutputTest extends OutputConformance {
    @TempDir
    Path temp;

    @Override
    public OutputConnector connector() {
        return new ${system}Output();
    }

    @Override
    public Map<String, String> create() {
        return Map.of("path", temp.toString(), "file", "out.txt");
    }

    @Override
    public Columns columns() {
        return new Columns("value STRING");
    }

    @Override
    public List<@Nullable Object> row(int number) {
        return List.of("row " + number);
    }

    @Override
    public List<List<@Nullable Object>> visible(Options target) throws IOException {
        Path file = temp.resolve("out.txt");
        return Files.exists(file)
                ? Files.readAllLines(file).stream()
                        .<List<@Nullable Object>>map(List::of)
                        .toList()
                : List.of();
    }

    @Override
    public List<@Nullable Object> rowOfNulls(int number) {
        throw Cannot.show("an event needs its only column");
    }

    @Override
    public Map.Entry<String, Columns> withoutColumn() {
        return Map.entry("value", new Columns(""));
    }

    @Override
    public Map.Entry<String, Columns> withWrongType() {
        return Map.entry("value", new Columns("value INT"));
    }

    @Override
    public Map.Entry<String, Map<String, String>> missing() {
        String path = temp.resolve("nowhere").toString();
        return Map.entry(path, Map.of("path", path, "file", "out.txt"));
    }

    @Override
    public List<@Nullable Object> refusedRow(Options target) {
        return Arrays.asList((Object) null);
    }
}
