package io.millrace.files.write;

import io.millrace.files.write.Ledger.Entry;
import io.millrace.files.write.Ledger.Look;
import io.millrace.files.write.Manifest.Done;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Which files of a directory count now: of each epoch all or none, and of a compaction or an overwriting either the new files or
 * the old ones. Files that no writer of ours named always count. Safe for many threads.
 */
public final class VisibleFiles {
    /** The folder of a writer's records, in the directory that was given to it. */
    public static final String RECORDS = Ledger.FOLDER;

    /** A listing that takes longer than this is repeated; records of batches are kept for longer. */
    private static final Duration LONGEST = Sweep.KEEP_RECORDS_OF_BATCHES.dividedBy(2);

    private static final int TRIES = 10;

    /** Lists files; called again when some of them were replaced meanwhile, or were written into directories not known yet. */
    @FunctionalInterface
    public interface Listing<F> {
        /**
         * All files, in any order.
         *
         * @param written takes the directories that hold {@link #RECORDS}, as far as the listing comes across them
         */
        List<F> list(Set<Path> written) throws IOException;
    }

    private final FileSystem files;
    private final Map<Path, Ledger> ledgers = new HashMap<>();

    private VisibleFiles(FileSystem files) {
        this.files = files;
    }

    /**
     * Those of the listed files that count. Each is judged by the records of the directory that was given to its writer: the
     * innermost of those that are known.
     *
     * @param written the directories that were given to writers, not folders in them; see {@link #rootOf}
     * @param path where a listed file is
     * @param listing lists the files; what it lists is looked at between two looks at the writers' records
     */
    public static <F> List<F> among(
            FileSystem files, Collection<Path> written, Function<F, Path> path, Listing<F> listing) throws IOException {
        VisibleFiles visible = new VisibleFiles(files);
        boolean unused = visible.learn(written);
        return visible.list(path, listing);
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

    /** Whether there are directories among them that were not known. */
    private boolean learn(Collection<Path> written) throws IOException {
        boolean more = false;
        for (Path directory : written) {
            Path root = files.makeQualified(directory);
            if (!ledgers.containsKey(root)) {
                ledgers.put(root, new Ledger(files, root));
                more = true;
            }
        }
        return more;
    }

    private <F> List<F> list(Function<F, Path> path, Listing<F> listing) throws IOException {
        for (int i = 0; i < TRIES; i++) {
            long begun = System.nanoTime();
            Map<Path, Look> before = look();
            Map<Path, Set<String>> replaced = new HashMap<>();
            if (!replaced(before, replaced)) {
                continue;
            }
            Set<Path> written = new HashSet<>();
            List<F> listed = listing.list(written);
            if (learn(written)) {
                // Their records must be looked at before their files are listed.
                continue;
            }
            Map<Path, Look> after = look();
            boolean slow = System.nanoTime() - begun > LONGEST.toNanos();
            if (!slow && replacing(before).equals(replacing(after))) {
                Map<Path, Judge> judges = new HashMap<>();
                before.forEach((root, look) -> judges.put(
                        root,
                        new Judge(
                                root,
                                look,
                                Objects.requireNonNull(after.get(root)),
                                Objects.requireNonNull(replaced.get(root)),
                                new HashMap<>())));
                Map<Path, Optional<Judge>> byFolder = new HashMap<>();
                return listed.stream()
                        .filter(file -> {
                            Path at = path.apply(file);
                            return byFolder.computeIfAbsent(at.getParent(), folder -> nearest(folder, judges))
                                    .map(judge -> judge.counts(at))
                                    .orElse(true);
                        })
                        .toList();
            }
        }
        throw new IOException("The files of " + ledgers.keySet() + " were replaced faster than they can be listed, "
                + TRIES + " times; try again");
    }

    private static Optional<Judge> nearest(Path folder, Map<Path, Judge> judges) {
        for (Path at = folder; at != null; at = at.getParent()) {
            Judge judge = judges.get(at);
            if (judge != null) {
                return Optional.of(judge);
            }
        }
        return Optional.empty();
    }

    /**
     * Which files of one directory count.
     *
     * @param unknown what was found out of writers without records
     */
    private record Judge(Path root, Look before, Look after, Set<String> replaced, Map<String, Boolean> unknown) {
        boolean counts(Path file) {
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
            String base = root.toUri().getPath();
            return file.toUri().getPath().substring(base.equals("/") ? 1 : base.length() + 1);
        }
    }

    private Map<Path, Look> look() throws IOException {
        Map<Path, Look> looks = new HashMap<>();
        for (Map.Entry<Path, Ledger> one : ledgers.entrySet()) {
            looks.put(one.getKey(), one.getValue().look());
        }
        return looks;
    }

    /** The versions that replaced files last; they tell whether anything was replaced between two looks. */
    private static Map<String, Version> replacing(Map<Path, Look> looks) {
        Map<String, Version> last = new HashMap<>();
        looks.forEach((root, look) -> look.newest().forEach((writer, entry) -> {
            Version replacing = entry.replacing();
            if (replacing != null) {
                last.put(root + " " + writer, replacing);
            }
        }));
        return last;
    }

    /** Finds the files that no longer count; false if a record went away while it was read, and another is there now. */
    private boolean replaced(Map<Path, Look> looks, Map<Path, Set<String>> found) throws IOException {
        for (Map.Entry<Path, Look> one : looks.entrySet()) {
            Set<String> paths = new HashSet<>();
            for (Entry entry : one.getValue().newest().values()) {
                if (entry.replacing() != null) {
                    Done done =
                            Objects.requireNonNull(ledgers.get(one.getKey())).done(entry);
                    if (done == null) {
                        return false;
                    }
                    done.replaced().forEach(file -> paths.add(file.path()));
                }
            }
            found.put(one.getKey(), paths);
        }
        return true;
    }
}
