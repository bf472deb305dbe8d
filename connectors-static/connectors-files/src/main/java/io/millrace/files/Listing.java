package io.millrace.files;

import io.millrace.api.ConnectorException;
import io.millrace.api.Options;
import io.millrace.files.write.VisibleFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.GlobPattern;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.hdfs.protocol.HdfsLocatedFileStatus;
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
    private final Set<Path> open = new HashSet<>();

    Listing(Storage.Kind kind, Storage storage, Options options) {
        this.kind = kind;
        this.storage = storage;
        this.recursive = options.value(Reading.RECURSIVE);
        this.names = options.find(Reading.GLOB).map(GlobPattern::new);
        this.after =
                options.find(Reading.MODIFIED_AFTER).map(Instant::toEpochMilli).orElse(Long.MIN_VALUE);
    }

    /** What was found: the directories looked into, the files, and those that HDFS says somebody still writes. */
    record Found(List<Path> roots, List<FileStatus> files, Set<Path> open) {}

    /** All files that hold something. */
    Found all() throws IOException {
        return after("");
    }

    /** All files that hold something and whose path sorts after the given one; of those that we wrote only whole epochs. */
    Found after(String last) throws IOException {
        FileSystem files = storage.files();
        List<FileStatus> first = roots(files);
        Map<Path, Path> known = new HashMap<>();
        Set<Path> into = new HashSet<>();
        for (FileStatus root : first) {
            into.add(writtenInto(files, root, known));
        }
        List<Path> roots = new ArrayList<>();
        List<FileStatus> found = VisibleFiles.among(files, into, FileStatus::getPath, written -> {
            roots.clear();
            open.clear();
            List<FileStatus> all = new ArrayList<>();
            for (FileStatus root : Reading.isPattern(storage.path()) ? roots(files) : first) {
                roots.add(root.getPath());
                written.add(writtenInto(files, root, known));
                if (root.isFile()) {
                    keep(root, all);
                } else if (kind == Storage.Kind.S3) {
                    // Keys have no folders: all of them come in pages of a thousand.
                    flat(S3Pages.after(files, root.getPath(), last), root.getPath(), all, written);
                    if (!last.isEmpty()) {
                        // The records sort before their files, and may not have been listed.
                        for (FileStatus file : all) {
                            written.add(writtenInto(files, file, known));
                        }
                    }
                } else {
                    walk(files, root.getPath(), all, written);
                }
            }
            return all;
        });
        return new Found(
                roots,
                found.stream()
                        .filter(file -> file.getPath().toString().compareTo(last) > 0)
                        .toList(),
                Set.copyOf(open));
    }

    /** The directory that was given to whoever wrote a file, or the files of a directory, if a writer of ours did. */
    private static Path writtenInto(FileSystem files, FileStatus root, Map<Path, Path> known) throws IOException {
        Path folder = root.isFile() ? root.getPath().getParent() : root.getPath();
        Path into = known.get(folder);
        if (into == null) {
            into = VisibleFiles.rootOf(files, folder);
            known.put(folder, into);
        }
        return into;
    }

    /** The directories that are looked into, and the files among them. */
    List<Path> roots() throws IOException {
        return roots(storage.files()).stream().map(FileStatus::getPath).toList();
    }

    private List<FileStatus> roots(FileSystem files) throws IOException {
        if (Reading.isPattern(storage.path())) {
            FileStatus[] matching = files.globStatus(storage.path());
            return matching == null
                    ? List.of()
                    : Arrays.stream(matching)
                            .filter(one -> isMeant(one.getPath()))
                            .toList();
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

    /** Whether a pattern has led to it by no name that is hidden from readers, but for those that the user gives himself. */
    private boolean isMeant(Path found) {
        for (Path at = found; at != null; at = at.getParent()) {
            if (Reading.isHidden(at.getName()) && !storage.path().toString().contains(at.getName())) {
                return false;
            }
        }
        return true;
    }

    private void walk(FileSystem files, Path folder, List<FileStatus> found, Set<Path> written) throws IOException {
        // Of a local disk Hadoop would find out each file's permissions for that, by a process, and fail where a file
        // is gone.
        RemoteIterator<? extends FileStatus> inside =
                files instanceof LocalFileSystem ? files.listStatusIterator(folder) : files.listLocatedStatus(folder);
        while (inside.hasNext()) {
            FileStatus one = inside.next();
            if (one.isFile()) {
                keep(one, found);
            } else if (one.getPath().getName().equals(VisibleFiles.RECORDS)) {
                written.add(folder);
            } else if (isLookedInto(one.getPath().getName())) {
                try {
                    walk(files, one.getPath(), found, written);
                } catch (FileNotFoundException e) {
                    LOG.debug("{} was taken away since it was listed", one.getPath());
                }
            }
        }
    }

    private void flat(List<FileStatus> all, Path root, List<FileStatus> found, Set<Path> written) {
        for (FileStatus one : all) {
            Path folder = one.getPath().getParent();
            while (folder != null && !folder.equals(root) && isLookedInto(folder.getName())) {
                folder = folder.getParent();
            }
            if (root.equals(folder)) {
                keep(one, found);
            } else if (folder != null && folder.getName().equals(VisibleFiles.RECORDS)) {
                written.add(folder.getParent());
            }
        }
    }

    private boolean isLookedInto(String folder) {
        return !Reading.isHidden(folder) && (recursive || folder.contains("="));
    }

    private void keep(FileStatus file, List<FileStatus> found) {
        String name = file.getPath().getName();
        if (!Reading.isHidden(name)
                && file.getModificationTime() > after
                && names.map(pattern -> pattern.matches(name)).orElse(true)) {
            if (file instanceof HdfsLocatedFileStatus located
                    && located.getLocatedBlocks().isUnderConstruction()) {
                open.add(file.getPath());
            }
            if (file.getLen() > 0) {
                found.add(file);
            }
        }
    }
}
