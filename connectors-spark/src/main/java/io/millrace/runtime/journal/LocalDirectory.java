package io.millrace.runtime.journal;

import io.millrace.runtime.journal.JournalOptions.Durability;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory of this machine. Hadoop's own file system for such directories cannot sync and does not say so, so they are
 * reached by the JDK.
 *
 * <ol>
 *   <li>A file is written under the name of a draft.
 *   <li>It gets its own name by a hard link, because that is what fails when the name is taken.
 *   <li>It is forced, and so is its directory, because else a loss of power may take the name. Some file systems write both at
 *       once; most of what forcing costs is their own journal.
 *   <li>The draft is removed. As long as it is there, nobody sees the file.
 * </ol>
 *
 * <p>A loss of power may leave the two names of the third step, with or without all that was written; {@link #settle} and {@link
 * #sweep} find out.
 */
final class LocalDirectory implements Directory {
    private static final Logger LOG = LoggerFactory.getLogger(LocalDirectory.class);
    private static final int DRAFT_END = 1 + new UUID(0, 0).toString().length() + DRAFT.length();
    /**
     * A new name and the number of names in the file itself are one transaction there: whoever forces the file forces the name.
     * And they write past the system's cache what is asked for so.
     */
    private static final Set<String> WELL_KNOWN = Set.of("ext4", "xfs");

    private static final boolean COUNTS_LINKS =
            FileSystems.getDefault().supportedFileAttributeViews().contains("unix");

    private final Path path;
    private final Durability durability;
    private @Nullable FileChannel forced;
    private @Nullable FileStore store;
    private @Nullable ByteBuffer buffer;

    LocalDirectory(Path path, Durability durability) {
        this.path = path;
        this.durability = durability;
    }

    @Override
    public void make() throws IOException {
        Path made = path.toAbsolutePath();
        List<Path> missing = new ArrayList<>();
        for (Path at = made; at != null && !Files.isDirectory(at); at = at.getParent()) {
            missing.add(at);
        }
        Files.createDirectories(made);
        for (Path directory : missing) {
            Path parent = directory.getParent();
            if (parent != null && durability == Durability.SYNCED) {
                try (FileChannel channel = FileChannel.open(parent, StandardOpenOption.READ)) {
                    channel.force(true);
                }
            }
        }
    }

    /** What is missing here, hard links say themselves. */
    @Override
    public void check() {}

    @Override
    public List<String> names() throws IOException {
        List<String> names = all();
        names.removeIf(name -> name.endsWith(DRAFT));
        return names;
    }

    @Override
    public boolean isSeen(String name) throws IOException {
        int links = links(name);
        return links == 1 || (links > 1 && !isDraft(name));
    }

    /** Not by a channel, which an interrupt would close: a query that is stopped in the middle must not fail for that. */
    @Override
    public @Nullable InputStream open(String name) throws IOException {
        File file = path.resolve(name).toFile();
        if (!isSeen(name)) {
            return null;
        }
        try {
            return new FileInputStream(file);
        } catch (FileNotFoundException e) {
            if (file.exists()) {
                // It may not be read.
                throw e;
            }
            return null;
        }
    }

    @Override
    public synchronized void create(String name, Content content) throws IOException {
        Path draft = draft(name);
        try (NewFile file = new NewFile(draft, through(), directBlock())) {
            content.writeTo(file);
            FileChannel written = file.finish();
            link(draft, path.resolve(name));
            try {
                force(written);
            } catch (IOException e) {
                // Nobody has seen it, unless somebody else has finished it.
                if (!isSeen(name)) {
                    delete(name);
                }
                throw e;
            }
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    @Override
    public synchronized void replace(String name, Content content) throws IOException {
        Path draft = draft(name);
        try (OutputStream out = Files.newOutputStream(draft)) {
            content.writeTo(out);
        }
        Files.move(draft, path.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void delete(String name) throws IOException {
        Files.deleteIfExists(path.resolve(name));
    }

    @Override
    public synchronized void settle(Whole whole) throws IOException {
        for (String draft : drafts()) {
            if (isLinked(draft) && isWhole(named(draft), whole)) {
                finish(draft);
            }
        }
    }

    @Override
    public synchronized void sweep(Whole whole) throws IOException {
        for (String draft : drafts()) {
            // Asked once: who links it after that has written all of it.
            boolean linked = isLinked(draft);
            if (linked && isWhole(named(draft), whole)) {
                finish(draft);
                continue;
            }
            if (linked) {
                LOG.warn("Removes {}/{}, which a loss of power left without its end", path, named(draft));
                delete(named(draft));
            }
            delete(draft);
        }
    }

    @Override
    public Directory child(String name) {
        return new LocalDirectory(path.resolve(name), durability);
    }

    @Override
    public Duration pause() {
        return Duration.ofMillis(2);
    }

    @Override
    public String toString() {
        return path.toString();
    }

    @Override
    public synchronized void close() throws IOException {
        FileChannel open = forced;
        forced = null;
        buffer = null;
        if (open != null) {
            open.close();
        }
    }

    private ByteBuffer through() {
        ByteBuffer through = buffer;
        if (through == null) {
            through = NewFile.memory();
            buffer = through;
        }
        return through;
    }

    private static void link(Path draft, Path file) throws IOException {
        try {
            Files.createLink(file, draft);
        } catch (UnsupportedOperationException e) {
            throw new IOException(
                    "The file system of " + file.getParent()
                            + " has no hard links, so a journal there could be written by two receivers at once; choose"
                            + " another directory in option 'journal'",
                    e);
        }
    }

    /** Forces a file with its names. */
    private void force(FileChannel file) throws IOException {
        if (durability == Durability.WRITTEN) {
            return;
        }
        file.force(true);
        if (!isWellKnown()) {
            forceNames();
        }
    }

    private boolean isWellKnown() throws IOException {
        return WELL_KNOWN.contains(store().type());
    }

    /** In which blocks large files are written past the system's cache; 0 if they are not. What is not forced is better off in it. */
    private int directBlock() throws IOException {
        return durability == Durability.SYNCED && isWellKnown() ? (int) store().getBlockSize() : 0;
    }

    private FileStore store() throws IOException {
        FileStore found = store;
        if (found == null) {
            found = Files.getFileStore(path);
            store = found;
        }
        return found;
    }

    private void forceNames() throws IOException {
        FileChannel names = forced;
        if (names == null) {
            names = FileChannel.open(path, StandardOpenOption.READ);
            forced = names;
        }
        names.force(true);
    }

    /** How many names a file has; backups by hard links count. 0 if it is not there. */
    private int links(String name) throws IOException {
        try {
            return COUNTS_LINKS ? (int) Files.getAttribute(path.resolve(name), "unix:nlink") : 2;
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    /** Whether a file is still a draft too. */
    private boolean isDraft(String name) throws IOException {
        for (String draft : drafts()) {
            if (named(draft).equals(name) && isLinked(draft)) {
                return true;
            }
        }
        return false;
    }

    private boolean isLinked(String draft) throws IOException {
        try {
            return Files.isSameFile(path.resolve(draft), path.resolve(named(draft)));
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private boolean isWhole(String name, Whole whole) throws IOException {
        try (InputStream in = new FileInputStream(path.resolve(name).toFile())) {
            return whole.test(in);
        }
    }

    private void finish(String draft) throws IOException {
        try (FileChannel file = FileChannel.open(path.resolve(named(draft)), StandardOpenOption.READ)) {
            force(file);
        }
        delete(draft);
    }

    private Path draft(String name) {
        return path.resolve(name + "." + UUID.randomUUID() + DRAFT);
    }

    /** What the file of a draft is to be called. */
    private static String named(String draft) {
        return draft.substring(0, Math.max(0, draft.length() - DRAFT_END));
    }

    private List<String> drafts() throws IOException {
        List<String> drafts = all();
        drafts.removeIf(name -> !name.endsWith(DRAFT));
        return drafts;
    }

    private List<String> all() throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
            for (Path entry : entries) {
                names.add(String.valueOf(entry.getFileName()));
            }
        } catch (NoSuchFileException e) {
            return names;
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return names;
    }
}
