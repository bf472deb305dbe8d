package io.millrace.testkit.example;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.api.Column;
import io.millrace.api.Columns;
import io.millrace.api.Row;
import io.millrace.api.WriteTask;
import io.millrace.api.Writer;
import io.millrace.testkit.Rows;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes the rows of one task to a file of its own among those that are staged. */
final class LinesWriter implements Writer {
    private final List<Column> columns;
    private final Path file;
    private final BufferedWriter lines;
    private boolean completed;

    LinesWriter(Path staging, WriteTask task, Columns columns) throws IOException {
        this.columns = columns.list();
        this.file = Files.createDirectories(staging)
                .resolve(URLEncoder.encode(task.query(), UTF_8) + "-" + task.epoch() + "-" + task.partition() + "-"
                        + task.attempt());
        this.lines = Files.newBufferedWriter(file);
    }

    @Override
    public void write(Row row) throws IOException {
        lines.write(Rows.values(row, columns).stream().map(LinesWriter::text).collect(Collectors.joining("\t")));
        lines.newLine();
    }

    @Override
    public void flush() throws IOException {
        lines.flush();
    }

    @Override
    public String complete() throws IOException {
        lines.close();
        completed = true;
        return file.getFileName().toString();
    }

    @Override
    public void close() throws IOException {
        lines.close();
        if (!completed) {
            Files.deleteIfExists(file);
        }
    }

    private static String text(@Nullable Object value) {
        return value == null
                ? "\\N"
                : value.toString()
                        .replace("\\", "\\\\")
                        .replace("\t", "\\t")
                        .replace("\n", "\\n")
                        .replace("\r", "\\r");
    }
}
