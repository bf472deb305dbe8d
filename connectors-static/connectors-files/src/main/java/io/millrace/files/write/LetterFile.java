package io.millrace.files.write;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.api.Column;
import io.millrace.api.Columns;
import io.millrace.api.Row;
import io.millrace.api.WriteTask;
import io.millrace.api.Writer;
import io.millrace.files.Storage;
import io.millrace.runtime.deadletter.RowJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;
import org.jspecify.annotations.Nullable;

/** The letters of one attempt of one task, as lines of JSON in a staged file. On executors; one thread. */
final class LetterFile implements Writer {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<Column> columns;
    private final Staging staging;
    private final Attempt attempt;
    private final String task;
    private final String path;
    private @Nullable FSDataOutputStream out;
    private boolean complete;

    /**
     * A staged file, as its task tells the driver of it.
     *
     * @param run the task's own try; that of the driver is not known to it
     * @param task tells attempts of tasks apart
     */
    record Told(String run, String task, StagedFile file) {
        static Told read(String text) throws IOException {
            return JSON.readValue(text, Told.class);
        }
    }

    private LetterFile(Columns columns, Staging staging, Attempt attempt, WriteTask task) {
        this.columns = columns.list();
        this.staging = staging;
        this.attempt = attempt;
        this.task = task.partition() + "-" + task.attempt();
        this.path = attempt.name(task.partition(), "", ".json");
    }

    static LetterFile open(WriteTask task, Columns columns, Storage storage) throws IOException {
        Configuration hadoop = storage.onExecutor();
        FileSystem files = storage.path().getFileSystem(hadoop);
        Path root = files.makeQualified(storage.path());
        Attempt attempt = Attempt.begin(Attempt.writer(task.query()), Version.ofRows(task.epoch()));
        LetterFile file = new LetterFile(columns, Staging.of(root, hadoop, 0), attempt, task);
        file.out = files.create(file.staging.draft(attempt, file.task, file.path), false);
        return file;
    }

    @Override
    public void write(Row row) throws IOException {
        open().write((RowJson.of(row, columns) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Nothing is seen before the epoch is committed. */
    @Override
    public void flush() {}

    @Override
    public String complete() throws IOException {
        FSDataOutputStream open = open();
        if (open.hasCapability(StreamCapabilities.HSYNC)) {
            open.hsync();
        }
        open.close();
        String told = JSON.writeValueAsString(new Told(attempt.run(), task, staging.staged(attempt, task, path)));
        complete = true;
        return told;
    }

    @Override
    public void close() throws IOException {
        FSDataOutputStream open = out;
        out = null;
        if (open == null || complete) {
            return;
        }
        try {
            open.close();
        } finally {
            staging.discard(attempt, task, List.of(path));
        }
    }

    private FSDataOutputStream open() throws IOException {
        FSDataOutputStream open = out;
        if (open == null) {
            throw new IOException("The file " + path + " is closed");
        }
        return open;
    }
}
