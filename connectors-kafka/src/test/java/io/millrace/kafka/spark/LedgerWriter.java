package io.millrace.kafka.spark;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.api.Column;
import io.millrace.api.Columns;
import io.millrace.api.Row;
import io.millrace.api.WriteTask;
import io.millrace.api.Writer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes an attempt's rows as lines, each with a system call of its own: what was written survives the process. */
final class LedgerWriter implements Writer {
    private final String name;
    private final List<Column> columns;
    private final OutputStream file;

    LedgerWriter(Path attempts, WriteTask task, Columns columns) throws IOException {
        this.name = LedgerOutput.attempt(task);
        this.columns = columns.list();
        this.file = Files.newOutputStream(Files.createDirectories(attempts).resolve(name));
    }

    @Override
    public void write(Row row) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < columns.size(); i++) {
            line.append(i == 0 ? "" : "\t").append(text(row, i));
        }
        file.write(line.append('\n').toString().getBytes(UTF_8));
    }

    @Override
    public void flush() {}

    @Override
    public String complete() throws IOException {
        file.write((Ledger.COMPLETE + "\n").getBytes(UTF_8));
        return name;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private String text(Row row, int i) {
        if (row.isNull(i)) {
            return "null";
        }
        return columns.get(i).is("INT", "BIGINT") ? Long.toString(row.longAt(i)) : row.stringAt(i);
    }
}
