package io.millrace.files.write;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.jspecify.annotations.Nullable;

/** One run of a query without Spark: each epoch is two files of two lines each, in folders of their own. */
final class Driver {
    /** How S3Proxy names what is still being written, which S3 would not show. */
    private static final Pattern HALF = Pattern.compile("-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$");

    private final FileSystem files;
    private final Path root;
    private final Staging staging;
    private final Commits commits;
    private @Nullable Step crashAt;

    /** As if the process had ended. */
    static final class Crash extends Error {
        private static final long serialVersionUID = 1;
    }

    Driver(Store store, Path root, String query) throws IOException {
        this(store, root, query, false, Duration.ofDays(1));
    }

    Driver(Store store, Path root, String query, boolean once, Duration keepStaged) throws IOException {
        this.files = store.files();
        this.root = root;
        this.staging = Staging.of(root, store.settings(), 0);
        Consumer<Step> observer = step -> {
            if (step == crashAt) {
                throw new Crash();
            }
        };
        this.commits = new Commits(
                new Commits.Place(files, root, staging, query, once, Duration.ofMinutes(1), keepStaged), observer);
    }

    /** Dies at a step of whatever it does next. */
    Driver crashingAt(Step step) {
        crashAt = step;
        return this;
    }

    Commits commits() {
        return commits;
    }

    /** Writes an epoch if it is not there; false if it is. */
    boolean write(long epoch) throws IOException {
        if (!commits.begin(epoch)) {
            return false;
        }
        Attempt attempt = attempt(epoch);
        commits.commit(attempt, stage(attempt), List.of());
        return true;
    }

    /** A try to write an epoch. */
    Attempt attempt(long epoch) {
        return Attempt.begin(commits.writer(), Version.ofRows(epoch));
    }

    /** Stages two files of an epoch. */
    List<StagedFile> stage(Attempt attempt) throws IOException {
        List<StagedFile> staged = new ArrayList<>();
        for (int task = 0; task < 2; task++) {
            String label = String.format(Locale.ROOT, "%05d-0", task);
            String path = "part=" + task + "/" + attempt.name(task, "", "-c000.txt");
            try (OutputStream out = files.create(staging.draft(attempt, label, path))) {
                out.write(lines(attempt.version().epoch(), task).getBytes(StandardCharsets.UTF_8));
            }
            staged.add(staging.staged(attempt, label, path));
        }
        return staged;
    }

    private static String lines(long epoch, int task) {
        return epoch + "." + task + ".a\n" + epoch + "." + task + ".b\n";
    }

    /** What readers of ours see. */
    List<String> seen() throws IOException {
        return read(VisibleFiles.among(files, Set.of(root), FileStatus::getPath, written -> all())).stream()
                .sorted()
                .toList();
    }

    /** What every reader sees who leaves out hidden folders. */
    List<String> plain() throws IOException {
        return read(all());
    }

    static List<String> ofEpochs(long... epochs) {
        List<String> lines = new ArrayList<>();
        for (long epoch : epochs) {
            for (int task = 0; task < 2; task++) {
                lines.addAll(lines(epoch, task).lines().toList());
            }
        }
        return lines;
    }

    /** All data files. */
    List<FileStatus> all() throws IOException {
        List<FileStatus> data = everything();
        data.removeIf(file -> below(file.getPath()).startsWith("_"));
        return data;
    }

    /** The path of all that is neither data nor a marker of a folder. */
    List<String> besides() throws IOException {
        List<FileStatus> hidden = everything();
        hidden.removeIf(file -> !below(file.getPath()).startsWith("_"));
        return hidden.stream().map(file -> below(file.getPath())).toList();
    }

    private List<FileStatus> everything() throws IOException {
        while (files.exists(root)) {
            try {
                return listed();
            } catch (FileNotFoundException e) {
                // A folder below went away while it was listed.
            }
        }
        return new ArrayList<>();
    }

    private List<FileStatus> listed() throws IOException {
        List<FileStatus> found = new ArrayList<>();
        RemoteIterator<LocatedFileStatus> all = files.listFiles(root, true);
        while (all.hasNext()) {
            LocatedFileStatus file = all.next();
            if (!HALF.matcher(file.getPath().getName()).find()) {
                found.add(file);
            }
        }
        return found;
    }

    private String below(Path path) {
        return path.toUri().getPath().substring(root.toUri().getPath().length() + 1);
    }

    private List<String> read(List<FileStatus> listed) throws IOException {
        List<String> lines = new ArrayList<>();
        for (FileStatus file : listed) {
            try (InputStream in = files.open(file.getPath())) {
                lines.addAll(new String(in.readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .toList());
            }
        }
        return lines;
    }
}
