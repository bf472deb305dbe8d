package io.millrace.files.write;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/** Files that wait in a hidden folder of the directory and are renamed: HDFS, and whatever else renames at once. */
final class RenamedFiles implements Staging {
    /** The folder of all that waits, below the directory. */
    static final String FOLDER = Ledger.FOLDER + "/staging";

    private static final Pattern VERSION = Pattern.compile("(\\d{19})-(\\d)");

    private final FileSystem files;
    private final Path root;
    private final int replication;
    private final Set<Path> folders = ConcurrentHashMap.newKeySet();

    /** With so many copies of each file; 0 for as many as the client makes anyway. */
    RenamedFiles(FileSystem files, Path root, int replication) {
        this.files = files;
        this.root = root;
        this.replication = replication;
    }

    @Override
    public Path draft(Attempt attempt, String task, String path) {
        return new Path(root, place(attempt, task) + "/" + path);
    }

    @Override
    public StagedFile staged(Attempt attempt, String task, String path) throws IOException {
        String place = place(attempt, task) + "/" + path;
        FileStatus status = files.getFileStatus(new Path(root, place));
        if (replication > 0 && status.getReplication() != replication) {
            files.setReplication(status.getPath(), (short) replication);
        }
        return new StagedFile(path, status.getLen(), place);
    }

    @Override
    public void discard(Attempt attempt, String task, Collection<String> paths) throws IOException {
        files.delete(new Path(root, place(attempt, task)), true);
    }

    @Override
    public void discard(Attempt attempt, Collection<StagedFile> staged) throws IOException {
        files.delete(new Path(root, place(attempt)), true);
    }

    @Override
    public void publish(StagedFile file) throws IOException {
        Path to = new Path(root, file.path());
        Path folder = to.getParent();
        if (!folder.equals(root) && folders.add(folder)) {
            files.mkdirs(folder);
        }
        try {
            if (files.rename(new Path(root, file.staged()), to)) {
                return;
            }
        } catch (FileNotFoundException e) {
            // Renamed before; if not, the next lines say so.
        }
        if (!files.exists(to)) {
            folders.remove(folder);
            if (files.exists(new Path(root, file.staged()))) {
                throw new IOException("The file " + file.staged() + " cannot be renamed to " + to);
            }
            throw new GoneException(file);
        }
    }

    @Override
    public void clear(String writer, Version version) throws IOException {
        files.delete(new Path(root, FOLDER + "/" + writer + "/" + version), true);
    }

    @Override
    public void sweep(Predicate<Remains> dead) throws IOException {
        for (FileStatus writer : list(new Path(root, FOLDER))) {
            String name = writer.getPath().getName();
            for (FileStatus waiting : list(writer.getPath())) {
                Optional<Version> version = version(waiting.getPath().getName());
                if (version.isPresent() && dead.test(new Remains(name, version.get(), lastTouched(waiting)))) {
                    files.delete(waiting.getPath(), true);
                }
            }
        }
    }

    private long lastTouched(FileStatus folder) throws IOException {
        long last = folder.getModificationTime();
        RemoteIterator<LocatedFileStatus> all = files.listFiles(folder.getPath(), true);
        while (all.hasNext()) {
            last = Math.max(last, all.next().getModificationTime());
        }
        return last;
    }

    private FileStatus[] list(Path folder) throws IOException {
        try {
            return files.listStatus(folder);
        } catch (FileNotFoundException e) {
            return new FileStatus[0];
        }
    }

    static Optional<Version> version(String name) {
        Matcher form = VERSION.matcher(name);
        return form.matches() ? Optional.of(Version.of(form.group(1), form.group(2))) : Optional.empty();
    }

    private static String place(Attempt attempt, String task) {
        return place(attempt) + "/" + task;
    }

    private static String place(Attempt attempt) {
        return FOLDER + "/" + attempt.writer() + "/" + attempt.version() + "/" + attempt.run();
    }
}
