package io.millrace.files.write;

import io.millrace.api.Committer;
import io.millrace.files.Storage;
import io.millrace.files.write.Commits.Place;
import io.millrace.files.write.LetterFile.Told;
import io.millrace.runtime.deadletter.LetterWriter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.streaming.runtime.StreamExecution;
import org.jspecify.annotations.Nullable;

/** Makes the letters of one query visible, epoch by epoch. On the driver; one thread at a time. */
final class LetterCommits implements Committer {
    private final FileSystem files;
    private final Path root;
    private final Staging staging;
    private final Duration keepStaged;
    private @Nullable Commits commits;
    private @Nullable Attempt attempt;

    private LetterCommits(FileSystem files, Path root, Staging staging, Duration keepStaged) {
        this.files = files;
        this.root = root;
        this.staging = staging;
        this.keepStaged = keepStaged;
    }

    /** Opens the directory, and refuses a store that cannot do what is needed. */
    static LetterCommits open(Storage storage, Duration keepStaged) throws IOException {
        FileSystem files = storage.files();
        Path root = files.makeQualified(storage.path());
        new Ledger(files, root).check();
        return new LetterCommits(files, root, Staging.of(root, storage.configuration(), 0), keepStaged);
    }

    @Override
    public void commit(String query, long epoch, List<String> staged) throws IOException {
        Commits open = of(query, epoch);
        Version version = Version.ofRows(epoch);
        Attempt known = attempt;
        if (known == null || !known.version().equals(version)) {
            if (!open.begin(epoch)) {
                abort(query, epoch, staged);
                return;
            }
            // Kept for when the same commit is asked for again.
            known = Attempt.begin(open.writer(), version);
            attempt = known;
        }
        List<StagedFile> all = new ArrayList<>();
        for (String one : staged) {
            all.add(Told.read(one).file());
        }
        open.commit(known, all, List.of());
    }

    @Override
    public void abort(String query, long epoch, List<String> staged) throws IOException {
        for (String one : staged) {
            Told told = Told.read(one);
            Attempt tasks = new Attempt(Attempt.writer(query), Version.ofRows(epoch), told.run());
            staging.discard(tasks, told.task(), List.of(told.file().path()));
        }
    }

    @Override
    public void close() {}

    private Commits of(String query, long epoch) throws IOException {
        Commits open = commits;
        if (open == null) {
            boolean once = epoch == 0 && !isStream(query);
            Place place = new Place(files, root, staging, query, once, Duration.ZERO, keepStaged);
            open = new Commits(place, step -> {});
            commits = open;
        }
        return open;
    }

    /** A batch has an id of its own, also inside a streaming query's foreachBatch. */
    private static boolean isStream(String query) {
        String id = SparkSession.active().sparkContext().getLocalProperty(StreamExecution.QUERY_ID_KEY());
        return id != null && query.equals(LetterWriter.query(id));
    }
}
