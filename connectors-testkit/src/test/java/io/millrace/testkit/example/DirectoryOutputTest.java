package io.millrace.testkit.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.Columns;
import io.millrace.api.Delivery;
import io.millrace.api.Options;
import io.millrace.api.OutputConnector;
import io.millrace.api.WriteTask;
import io.millrace.testkit.Cannot;
import io.millrace.testkit.OutputConformance;
import io.millrace.testkit.Rows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The directory of epochs keeps every rule that lines of text can show. */
class DirectoryOutputTest extends OutputConformance {
    private static final Columns COLUMNS = new Columns("name STRING, at TIMESTAMP");

    @TempDir
    Path temp;

    @Override
    public OutputConnector connector() {
        return new DirectoryOutput();
    }

    @Override
    public Map<String, String> create() {
        return Map.of("path", temp.toString());
    }

    @Override
    public Columns columns() {
        return COLUMNS;
    }

    @Override
    public List<@Nullable Object> row(int number) {
        return List.of("name " + number, Instant.ofEpochSecond(number));
    }

    @Override
    public List<@Nullable Object> rowOfNulls(int number) {
        return Arrays.asList("name " + number, null);
    }

    @Override
    public List<List<@Nullable Object>> visible(Options target) throws IOException {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (List<String> line : DirectoryOutput.read(temp)) {
            String at = line.get(1);
            rows.add(Arrays.asList(line.get(0), at.equals("\\N") ? null : Instant.parse(at)));
        }
        return rows;
    }

    @Override
    public Columns withUnknownColumn() {
        throw Cannot.show("the directory takes any column");
    }

    @Override
    public Map.Entry<String, Columns> withWrongType() {
        return Map.entry("tags", new Columns("name STRING, tags ARRAY<STRING>"));
    }

    @Override
    public Map.Entry<String, Map<String, String>> missing() {
        String path = temp.resolve("nowhere").toString();
        return Map.entry(path, Map.of("path", path));
    }

    @Test
    void what_would_break_a_line_is_escaped() throws IOException {
        write(0, List.of("a\tb\nc\\d\r", Instant.EPOCH));

        assertThat(DirectoryOutput.read(temp)).containsExactly(List.of("a\\tb\\nc\\\\d\\r", "1970-01-01T00:00:00Z"));
    }

    @Test
    void staging_that_nobody_committed_is_removed_by_age() throws IOException {
        write(0, row(1));
        Path staging = temp.resolve(".staging");
        Path left = Files.createFile(staging.resolve("left"));
        Path fresh = Files.createFile(staging.resolve("fresh"));
        Files.setLastModifiedTime(left, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        connector().check(COLUMNS, options());

        try (Stream<Path> there = Files.list(staging)) {
            assertThat(there).containsExactly(fresh);
        }
    }

    private Options options() {
        return connector().options().read(create());
    }

    private void write(long epoch, List<@Nullable Object> row) throws IOException {
        Options options = options();
        try (var writer = connector().open(new WriteTask("q/1", epoch, 0, 0), COLUMNS, options, (r, why) -> {})) {
            writer.write(Rows.of(row));
            String staged = writer.complete();
            var delivery = (Delivery.Transactional) connector().check(COLUMNS, options);
            delivery.committer().commit("q/1", epoch, List.of(staged));
        }
    }
}
