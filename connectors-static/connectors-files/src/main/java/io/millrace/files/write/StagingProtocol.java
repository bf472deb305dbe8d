package io.millrace.files.write;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.TaskID;
import org.apache.spark.TaskContext;
import org.apache.spark.executor.OutputMetrics;
import org.apache.spark.internal.io.FileCommitProtocol;
import org.apache.spark.internal.io.FileNameSpec;
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.Seq;

/**
 * What Spark's writers ask where to write: tasks stage files, and what Spark takes for the job's commit only collects what they
 * staged. A task that runs twice stages twice, and Spark hands in one answer for each.
 */
final class StagingProtocol extends FileCommitProtocol implements Serializable {
    private static final long serialVersionUID = 1;

    private final String root;
    private final Attempt attempt;
    private final String folder;
    private final int replication;
    private final boolean keepEmpty;
    private transient @Nullable Staging staging;
    private transient @Nullable List<String> written;
    private final transient List<StagedFile> staged = new ArrayList<>();

    /** Files of one task, on their way to the driver. */
    private record Files(StagedFile... all) implements Serializable {}

    /**
     * A protocol for one job.
     *
     * @param folder where the files will be, below the directory; may be empty
     * @param replication see {@link RenamedFiles}
     * @param keepEmpty whether a file without rows is a file
     */
    StagingProtocol(Path root, Attempt attempt, String folder, int replication, boolean keepEmpty) {
        this.root = root.toString();
        this.attempt = attempt;
        this.folder = folder;
        this.replication = replication;
        this.keepEmpty = keepEmpty;
    }

    /** What all tasks staged; on the driver, after the job or after it failed. */
    List<StagedFile> staged() {
        return List.copyOf(staged);
    }

    @Override
    public void setupJob(JobContext job) {}

    @Override
    public void onTaskCommit(TaskCommitMessage message) {
        if (message.obj() instanceof Files files) {
            staged.addAll(List.of(files.all()));
        }
    }

    /** All answers have come by {@link #onTaskCommit}. */
    @Override
    public void commitJob(JobContext job, Seq<TaskCommitMessage> messages) {}

    /** Whoever ran the job removes what was staged. */
    @Override
    public void abortJob(JobContext job) {}

    @Override
    public void setupTask(TaskAttemptContext task) {
        written = new ArrayList<>();
    }

    @Override
    public String newTaskTempFile(TaskAttemptContext task, scala.Option<String> dir, FileNameSpec spec) {
        TaskID id = task.getTaskAttemptID().getTaskID();
        String in = dir.isDefined() ? dir.get() : "";
        String path = Stream.of(folder, in, attempt.name(id.getId(), spec.prefix(), spec.suffix()))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("/"));
        written().add(path);
        return draft(task, path);
    }

    @Override
    public TaskCommitMessage commitTask(TaskAttemptContext task) {
        try {
            return new TaskCommitMessage(new Files(stage(task).toArray(StagedFile[]::new)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void abortTask(TaskAttemptContext task) {
        try {
            written().forEach(path -> RowCounts.take(draft(task, path)));
            staging(task).discard(attempt, label(task), written());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<StagedFile> stage(TaskAttemptContext task) throws IOException {
        long rows = 0;
        for (String path : written()) {
            rows += RowCounts.take(draft(task, path));
        }
        List<StagedFile> files = new ArrayList<>();
        if (rows == 0 && !keepEmpty) {
            // Spark's writers open a file before they know whether there is a row.
            staging(task).discard(attempt, label(task), written());
            return files;
        }
        long bytes = 0;
        for (String path : written()) {
            StagedFile file = staging(task).staged(attempt, label(task), path);
            bytes += file.bytes();
            files.add(file);
        }
        OutputMetrics metrics = TaskContext.get().taskMetrics().outputMetrics();
        metrics.setRecordsWritten(rows);
        metrics.setBytesWritten(bytes);
        return files;
    }

    private String draft(TaskAttemptContext task, String path) {
        return staging(task).draft(attempt, label(task), path).toString();
    }

    private static String label(TaskAttemptContext task) {
        return String.format(
                Locale.ROOT,
                "%05d-%d",
                task.getTaskAttemptID().getTaskID().getId(),
                task.getTaskAttemptID().getId());
    }

    private Staging staging(TaskAttemptContext task) {
        Staging open = staging;
        if (open == null) {
            try {
                open = Staging.of(new Path(root), task.getConfiguration(), replication);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            staging = open;
        }
        return open;
    }

    private List<String> written() {
        List<String> known = written;
        if (known == null) {
            known = new ArrayList<>();
            written = known;
        }
        return known;
    }
}
