package io.millrace.files;

import io.millrace.api.ConnectorException;
import io.millrace.api.Options;
import io.millrace.files.write.VisibleFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.GlobPattern;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks for the files of a directory that are meant for readers. One thread at a time. */
final class Listing {
    private static final Logger LOG = LoggerFactory.getLogger(Listing.class);

    private final Storage storage;
    private final Storage.Kind kind;
    private final boolean recursive;
    private final Optional<GlobPattern> names;
    private final long after;

    Listing(Storage.Kind kind, Storage storage, Options options) {
        this.kind = kind;
        this.storage = storage;
        this.recursive = options.value(Reading.RECURSIVE);
        this.names = options.find(Reading.GLOB).map(GlobPattern::new);
        this.after =
                options.find(Reading.MODIFIED_AFTER).map(Instant::toEpochMilli).orElse(Long.MIN_VALUE);
    }

    /** What was found: the directories looked into, and the files. */
    record Found(List<Path> roots, List<FileStatus> files) {}

    /** All files that hold something. */
    Found all() throws IOException {
        return after("");
    }

    /** All files that hold something and whose path sorts after the given one. */
    Found after(String last) throws IOException {
        FileSystem files = storage.files();
        List<FileStatus> found = new ArrayList<>();
        List<Path> roots = new ArrayList<>();
        for (FileStatus root : roots(files)) {
            roots.add(root.getPath());
            if (root.isFile()) {
                keep(root, found);
            } else {
                found.addAll(below(files, root.getPath(), last));
            }
        }
        found.removeIf(file -> file.getPath().toString().compareTo(last) <= 0);
        return new Found(roots, found);
    }

    /** The files of a directory, of those that we wrote only whole epochs. */
    private List<FileStatus> below(FileSystem files, Path root, String last) throws IOException {
        return VisibleFiles.among(files, VisibleFiles.rootOf(files, root), FileStatus::getPath, () -> {
            List<FileStatus> found = new ArrayList<>();
            if (kind == Storage.Kind.S3) {
                // Keys have no folders: all of them come in pages of a thousand.
                flat(S3Pages.after(files, root, last), root, found);
            } else {
                walk(files, root, found);
            }
            return found;
        });
    }

    /** The directories that are looked into, and the files among them. */
    List<Path> roots() throws IOException {
        return roots(storage.files()).stream().map(FileStatus::getPath).toList();
    }

    private List<FileStatus> roots(FileSystem files) throws IOException {
        if (Reading.isPattern(storage.path())) {
            FileStatus[] matching = files.globStatus(storage.path());
            return matching == null ? List.of() : Arrays.asList(matching);
        }
        try {
            return List.of(files.getFileStatus(files.makeQualified(storage.path())));
        } catch (FileNotFoundException e) {
            if (kind == Storage.Kind.S3) {
                // A folder without objects is nothing at all.
                return List.of(new FileStatus(0, true, 1, 0, 0, files.makeQualified(storage.path())));
            }
            throw ConnectorException.settings(
                    "There is no directory '" + storage.path() + "'; make it, or correct option 'path'", e);
        }
    }

    private void walk(FileSystem files, Path folder, List<FileStatus> found) throws IOException {
        // Of a local disk Hadoop would find out each file's permissions for that, by a process, and fail where a file
        // is gone.
        RemoteIterator<? extends FileStatus> inside =
                files instanceof LocalFileSystem ? files.listStatusIterator(folder) : files.listLocatedStatus(folder);
        while (inside.hasNext()) {
            FileStatus one = inside.next();
            if (one.isFile()) {
                keep(one, found);
            } else if (isLookedInto(one.getPath().getName())) {
                try {
                    walk(files, one.getPath(), found);
                } catch (FileNotFoundException e) {
                    LOG.debug("{} was taken away since it was listed", one.getPath());
                }
            }
        }
    }

    private void flat(List<FileStatus> all, Path root, List<FileStatus> found) {
        for (FileStatus one : all) {
            Path folder = one.getPath().getParent();
            while (folder != null && !folder.equals(root) && isLookedInto(folder.getName())) {
                folder = folder.getParent();
            }
            if (root.equals(folder)) {
                keep(one, found);
            }
        }
    }

    private boolean isLookedInto(String folder) {
        return !Reading.isHidden(folder) && (recursive || folder.contains("="));
    }

    private void keep(FileStatus file, List<FileStatus> found) {
        String name = file.getPath().getName();
        if (!Reading.isHidden(name)
                && file.getLen() > 0
                && file.getModificationTime() > after
                && names.map(pattern -> pattern.matches(name)).orElse(true)) {
            found.add(file);
        }
    }
}
