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
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A directory of this machine. Hadoop's own file system for such directories cannot sync and does not say so, so they are
 * reached by the JDK. A file appears by a hard link, because that is what fails when the name is taken; its directory is forced
 * then, because else a power loss may take the name.
 */
final class LocalDirectory implements Directory {
    private static final int BUFFER = 256 * 1024;

    private final Path path;
    private final Durability durability;
    private @Nullable FileChannel forced;
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

    /** Not by a channel, which an interrupt would close: a query that is stopped in the middle must not fail for that. */
    @Override
    public @Nullable InputStream open(String name) throws IOException {
        File file = path.resolve(name).toFile();
        try {
            return new FileInputStream(file);
        } catch (FileNotFoundException e) {
            if (!file.exists()) {
                return null;
            }
            // It appeared in between; or it may not be read, which the second attempt says.
            return new FileInputStream(file);
        }
    }

    @Override
    public synchronized void create(String name, Content content) throws IOException {
        Path draft = draft(name);
        try {
            write(draft, content);
            link(draft, path.resolve(name));
        } finally {
            Files.deleteIfExists(draft);
        }
        if (durability == Durability.SYNCED) {
            forceNames();
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
    public void sweep() throws IOException {
        for (String name : all()) {
            if (name.endsWith(DRAFT)) {
                delete(name);
            }
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

    private void write(Path draft, Content content) throws IOException {
        ByteBuffer through = buffer;
        if (through == null) {
            through = ByteBuffer.allocateDirect(BUFFER);
            buffer = through;
        }
        try (FileChannel file = FileChannel.open(draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            through.clear();
            ChannelOutput out = new ChannelOutput(file, through);
            content.writeTo(out);
            out.flush();
            if (durability == Durability.SYNCED) {
                file.force(true);
            }
        }
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

    private void forceNames() throws IOException {
        FileChannel names = forced;
        if (names == null) {
            names = FileChannel.open(path, StandardOpenOption.READ);
            forced = names;
        }
        names.force(true);
    }

    private Path draft(String name) {
        return path.resolve(name + "." + UUID.randomUUID() + DRAFT);
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

    /** Gathers small pieces in memory outside of the heap, from where they go to the file without a further copy. */
    private static final class ChannelOutput extends OutputStream {
        private final FileChannel file;
        private final ByteBuffer through;

        ChannelOutput(FileChannel file, ByteBuffer through) {
            this.file = file;
            this.through = through;
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            int at = offset;
            int end = offset + length;
            while (at < end) {
                if (!through.hasRemaining()) {
                    flush();
                }
                int part = Math.min(through.remaining(), end - at);
                through.put(bytes, at, part);
                at += part;
            }
        }

        @Override
        public void flush() throws IOException {
            through.flip();
            while (through.hasRemaining()) {
                var unused = file.write(through);
            }
            through.clear();
        }
    }
}
