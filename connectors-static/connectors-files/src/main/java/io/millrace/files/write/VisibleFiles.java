package io.millrace.files.write;

import io.millrace.files.write.Ledger.Entry;
import io.millrace.files.write.Ledger.Look;
import io.millrace.files.write.Manifest.Done;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * Which files of a directory count now: of each epoch all or none, and of a compaction or an overwriting either the new files or
 * the old ones. Files that no writer of ours named always count. Safe for many threads.
 */
public final class VisibleFiles {
    /** A listing that takes longer than this is repeated; records of batches are kept for longer. */
    private static final Duration LONGEST = Sweep.KEEP_RECORDS_OF_BATCHES.dividedBy(2);

    private static final int TRIES = 10;

    /** Lists files; called again when some of them were replaced meanwhile. */
    @FunctionalInterface
    public interface Listing<F> {
        /** All files, in any order. */
        List<F> list() throws IOException;
    }

    private final Path root;
    private final Ledger ledger;

    private VisibleFiles(FileSystem files, Path root) throws IOException {
        this.root = files.makeQualified(root);
        this.ledger = new Ledger(files, root);
    }

    /**
     * Those of the listed files that count.
     *
     * @param root the directory that was given to the writer, not a folder in it; see {@link #rootOf}
     * @param path where a listed file is
     * @param listing lists the files; what it lists is looked at between two looks at the writers' records
     */
    public static <F> List<F> among(FileSystem files, Path root, Function<F, Path> path, Listing<F> listing)
            throws IOException {
        return new VisibleFiles(files, root).list(path, listing);
    }

    /** The directory that was given to the writer, for a directory or one of the folders in it that name columns. */
    public static Path rootOf(FileSystem files, Path path) throws IOException {
        Path folder = path;
        while (folder.getName().contains("=") && !files.exists(new Path(folder, Ledger.FOLDER))) {
            Path parent = folder.getParent();
            if (parent == null) {
                return path;
            }
            folder = parent;
        }
        return folder;
    }

    /** Whether a file holds rows that other files held before it, which a stream may have read from those. */
    public static boolean isCompacted(Path file) {
        return FileName.of(file.getName())
                .filter(name -> name.version().part() > 0)
                .isPresent();
    }

    private <F> List<F> list(Function<F, Path> path, Listing<F> listing) throws IOException {
        for (int i = 0; i < TRIES; i++) {
            long begun = System.nanoTime();
            Look before = ledger.look();
            Set<String> replaced = replaced(before);
            if (replaced == null) {
                continue;
            }
            List<F> listed = listing.list();
            Look after = ledger.look();
            boolean slow = System.nanoTime() - begun > LONGEST.toNanos();
            if (!slow && replacing(before).equals(replacing(after))) {
                Map<String, Boolean> unknown = new HashMap<>();
                return listed.stream()
                        .filter(file -> counts(path.apply(file), before, after, replaced, unknown))
                        .toList();
            }
        }
        throw new IOException("The files of " + root + " were replaced faster than they can be listed, " + TRIES
                + " times; try again");
    }

    private boolean counts(Path file, Look before, Look after, Set<String> replaced, Map<String, Boolean> unknown) {
        if (replaced.contains(below(file))) {
            return false;
        }
        Optional<FileName> name = FileName.of(file.getName());
        if (name.isEmpty()) {
            return true;
        }
        String writer = name.get().writer();
        if (before.knows(writer)) {
            return before.isDone(writer, name.get().version());
        }
        // A batch whose record has been removed. If it had begun after the first look, the second would know it.
        return unknown.computeIfAbsent(writer, any -> !after.knows(writer));
    }

    private String below(Path file) {
        String all = file.toUri().getPath();
        String base = root.toUri().getPath();
        return all.startsWith(base) ? all.substring(base.equals("/") ? 1 : base.length() + 1) : all;
    }

    /** The versions that replaced files last; they tell whether anything was replaced between two looks. */
    private static Map<String, Version> replacing(Look look) {
        Map<String, Version> last = new HashMap<>();
        look.newest().forEach((writer, entry) -> {
            Version replacing = entry.replacing();
            if (replacing != null) {
                last.put(writer, replacing);
            }
        });
        return last;
    }

    /** The files that no longer count; null if a record went away while it was read, and another is there now. */
    private @Nullable Set<String> replaced(Look look) throws IOException {
        Set<String> paths = new HashSet<>();
        for (Entry entry : look.newest().values()) {
            if (entry.replacing() != null) {
                Done done = ledger.done(entry);
                if (done == null) {
                    return null;
                }
                done.replaced().forEach(file -> paths.add(file.path()));
            }
        }
        return paths;
    }
}
