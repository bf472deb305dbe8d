package io.millrace.files.write;

import io.millrace.files.Storage;
import io.millrace.files.write.Commits.Place;
import io.millrace.runtime.Retry;
import io.millrace.spark.hosted.HostedWrite;
import io.millrace.spark.hosted.HostedWrite.Existing;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of one query that writes into a directory, epoch by epoch. One thread at a time. */
final class QueryWrite {
    private static final Logger LOG = LoggerFactory.getLogger(QueryWrite.class);

    /** One manifest names all files that a compaction replaces; what is more waits for the next run. */
    private static final int MOST_EARLIER = 10_000;

    private final Place place;
    private final WriteSettings settings;
    private final Retry retry;
    private final Commits commits;
    private final SparkWriter writer;
    private final Compaction compaction;
    private @Nullable Version since;

    private QueryWrite(Place place, WriteSettings settings, Retry retry, Commits commits, SparkWriter writer) {
        this.place = place;
        this.settings = settings;
        this.retry = retry;
        this.commits = commits;
        this.writer = writer;
        this.compaction = new Compaction(place.root(), settings);
    }

    /**
     * Opens the directory, and refuses a store that cannot do what is needed.
     *
     * @param once whether the query writes one epoch and ends
     */
    static QueryWrite open(
            Storage storage, WriteSettings settings, String query, boolean once, Retry retry, Consumer<Step> observer) {
        return retry.call("Opening " + storage, () -> {
            FileSystem files = storage.files();
            Configuration hadoop = storage.configuration();
            Path root = files.makeQualified(storage.path());
            new Ledger(files, root).check();
            Staging staging = Staging.of(root, hadoop, settings.replication());
            Place place = new Place(files, root, staging, query, once, settings.keepReplaced(), settings.keepStaged());
            return new QueryWrite(
                    place, settings, retry, new Commits(place, observer), new SparkWriter(root, settings, hadoop));
        });
    }

    /** Writes an epoch, or nothing if it is there already. */
    void write(Dataset<Row> rows, HostedWrite write) {
        String epoch = "epoch " + write.epoch() + " in " + place.root();
        if (!retry.call("Preparing " + epoch, () -> commits.begin(write.epoch()))) {
            LOG.info("Query {} has written {} before", place.query(), epoch);
            return;
        }
        Attempt attempt = Attempt.begin(commits.writer(), Version.ofRows(write.epoch()));
        List<StagedFile> staged = Room.explain(
                place.root(),
                () -> writer.stage(
                        FileSizes.fit(rows, write.partitionBy(), commits.recentBytes(), settings.targetBytes()),
                        write.partitionBy(),
                        "",
                        attempt,
                        place.staging(),
                        place.once()));
        List<String> instead = write.existing() == Existing.REPLACED
                ? retry.call("Listing " + place.root(), this::present)
                : List.of();
        Version same = commits.layout(
                settings.format() + " " + rows.schema().toDDL() + " by " + write.partitionBy(), attempt.version());
        retry.run("Committing " + epoch, () -> commits.commit(attempt, staged, instead));
        note(staged, same);
        Map<String, List<StagedFile>> due = compaction.due();
        if (!due.isEmpty()) {
            compact(due, rows, write, attempt.version().ofCompaction());
        }
    }

    /** Takes note of new files, and the first time of those that earlier runs wrote too. */
    private void note(List<StagedFile> staged, Version same) {
        if (settings.compactFrom() == 0) {
            return;
        }
        if (same.equals(since)) {
            compaction.add(staged);
            return;
        }
        compaction.clear();
        since = same;
        try {
            compaction.add(retry.call("Listing " + place.root(), () -> earlier(same)));
        } catch (RuntimeException e) {
            LOG.warn("Small files of earlier runs in {} stay as they are", place.root(), e);
            compaction.add(staged);
        }
    }

    /** The files of this query that count now and are of this version or later ones. */
    private List<StagedFile> earlier(Version same) throws IOException {
        return visible().stream()
                .filter(file -> compaction.isSmall(file.getLen()))
                .filter(file -> FileName.of(file.getPath().getName())
                        .filter(name -> name.writer().equals(commits.writer())
                                && name.version().compareTo(same) >= 0)
                        .isPresent())
                .limit(MOST_EARLIER)
                .map(file -> new StagedFile(below(file.getPath()), file.getLen(), ""))
                .toList();
    }

    private void compact(Map<String, List<StagedFile>> due, Dataset<Row> rows, HostedWrite write, Version version) {
        Attempt attempt = Attempt.begin(commits.writer(), version);
        List<StagedFile> staged = new ArrayList<>();
        List<String> instead = new ArrayList<>();
        try {
            due.forEach((folder, files) -> {
                Dataset<Row> all = compaction.read(rows.sparkSession(), files, rows.schema(), write.partitionBy());
                staged.addAll(writer.stage(all, List.of(), folder, attempt, place.staging(), false));
                files.forEach(file -> instead.add(file.path()));
            });
        } catch (Exception e) {
            // Spark throws checked exceptions that its methods do not declare.
            LOG.warn("Small files in {} could not be made into larger ones, and stay as they are", place.root(), e);
            Discarding.after(e, place.staging(), attempt, staged);
            return;
        }
        retry.run("Committing the compaction in " + place.root(), () -> commits.commit(attempt, staged, instead));
        compaction.add(staged);
        LOG.info("Made {} small files in {} into {}", instead.size(), place.root(), staged.size());
    }

    private List<String> present() throws IOException {
        return visible().stream().map(file -> below(file.getPath())).toList();
    }

    /** All files that count now, in folders too. */
    private List<FileStatus> visible() throws IOException {
        return VisibleFiles.among(
                place.files(), Set.of(place.root()), FileStatus::getPath, written -> list(place.root()));
    }

    private String below(Path file) {
        String base = place.root().toUri().getPath();
        return file.toUri().getPath().substring(base.equals("/") ? 1 : base.length() + 1);
    }

    private List<FileStatus> list(Path folder) throws IOException {
        List<FileStatus> found = new ArrayList<>();
        FileStatus[] all;
        try {
            all = place.files().listStatus(folder);
        } catch (FileNotFoundException e) {
            return found;
        }
        for (FileStatus status : all) {
            String name = status.getPath().getName();
            if (name.startsWith(".") || (name.startsWith("_") && !name.contains("="))) {
                continue;
            }
            if (status.isDirectory()) {
                found.addAll(list(status.getPath()));
            } else {
                found.add(status);
            }
        }
        return found;
    }
}
