package io.millrace.runtime.journal;

import io.millrace.api.ConnectorException;
import io.millrace.runtime.journal.JournalOptions.Durability;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options.CreateFileOptionKeys;
import org.apache.hadoop.fs.Options.Rename;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.io.IOUtils;
import org.jspecify.annotations.Nullable;

/**
 * A directory of one of Hadoop's file systems. Where files can be created on condition that the name is free (S3A), a file is
 * one completed upload. Elsewhere (HDFS) it is written under another name, synced, and renamed, which fails if the name is
 * taken; a file system that cannot sync is refused unless the weaker promise was asked for.
 */
final class HadoopDirectory implements Directory {
    private static final String CONDITIONAL = CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE;
    private static final String ABORTABLE = StreamCapabilities.ABORTABLE_STREAM;

    private final FileSystem files;
    private final Path path;
    private final Durability durability;
    private final boolean conditional;
    private @Nullable FileContext context;

    private HadoopDirectory(FileSystem files, Path path, Durability durability, boolean conditional) {
        this.files = files;
        this.path = path;
        this.durability = durability;
        this.conditional = conditional;
    }

    static HadoopDirectory of(FileSystem files, Path path, Durability durability) throws IOException {
        return new HadoopDirectory(files, path, durability, files.hasPathCapability(path, CONDITIONAL));
    }

    @Override
    public void check() throws IOException {
        // Streams that can be aborted are uploads, and where files are uploaded a rename is a copy over whatever is
        // there.
        if (conditional ? overwrites() : files.hasPathCapability(path, ABORTABLE)) {
            throw ConnectorException.settings("The file system of the journal " + path
                    + " does not create files on condition that the name is free, so two receivers could write one"
                    + " segment. Set spark.hadoop.fs.s3a.create.conditional.enabled=true, with Hadoop 3.4.2 or newer and a"
                    + " store that knows If-None-Match; or choose another directory in option 'journal'");
        }
    }

    @Override
    public void make() throws IOException {
        if (!files.mkdirs(path)) {
            throw new IOException("The directory " + path + " cannot be made; look for a file of that name");
        }
    }

    @Override
    public List<String> names() throws IOException {
        List<String> names = all();
        names.removeIf(name -> name.endsWith(DRAFT));
        return names;
    }

    @Override
    public boolean isSeen(String name) {
        return true;
    }

    @Override
    public @Nullable InputStream open(String name) throws IOException {
        try {
            return files.open(new Path(path, name));
        } catch (FileNotFoundException e) {
            return null;
        }
    }

    @Override
    public void create(String name, Content content) throws IOException {
        if (conditional) {
            upload(new Path(path, name), content);
            return;
        }
        Path draft = new Path(path, name + "." + UUID.randomUUID() + DRAFT);
        try {
            FSDataOutputStream out = files.create(draft, false);
            write(out, all -> {
                content.writeTo(all);
                sync(out);
            });
            rename(draft, new Path(path, name));
        } catch (IOException | RuntimeException e) {
            try {
                files.delete(draft, false);
            } catch (IOException left) {
                e.addSuppressed(left);
            }
            throw e;
        }
    }

    @Override
    public void replace(String name, Content content) throws IOException {
        write(files.create(new Path(path, name), true), content);
    }

    @Override
    public void delete(String name) throws IOException {
        files.delete(new Path(path, name), false);
    }

    /** What is renamed or uploaded is there for all to see at once. */
    @Override
    public void settle(Whole whole) {}

    @Override
    public void sweep(Whole whole) throws IOException {
        for (String name : all()) {
            if (name.endsWith(DRAFT)) {
                delete(name);
            }
        }
    }

    @Override
    public Directory child(String name) {
        return new HadoopDirectory(files, new Path(path, name), durability, conditional);
    }

    @Override
    public Duration pause() {
        return Duration.ofMillis(100);
    }

    @Override
    public String toString() {
        return path.toString();
    }

    /** The file system is shared by all of the process that use it. */
    @Override
    public void close() {}

    /**
     * Not by try-with-resources: HDFS's stream throws the very failure that broke it again when it is closed, and what is thrown
     * then says that a failure cannot be added to itself, and nothing of a full disk.
     */
    private static void write(FSDataOutputStream out, Content content) throws IOException {
        try {
            content.writeTo(out);
        } catch (IOException | RuntimeException e) {
            IOUtils.closeStream(out);
            throw e;
        }
        out.close();
    }

    private void upload(Path file, Content content) throws IOException {
        FSDataOutputStreamBuilder<?, ?> builder = files.createFile(file).recursive();
        builder.must(CONDITIONAL, true);
        FSDataOutputStream out = builder.build();
        try {
            content.writeTo(out);
        } catch (IOException | RuntimeException e) {
            // To close it would be to complete it.
            if (out.hasCapability(ABORTABLE)) {
                out.abort();
            }
            throw e;
        }
        out.close();
    }

    /** A store that does not know the condition takes no notice of it, and says nothing. */
    private boolean overwrites() throws IOException {
        Path probe = new Path(path, UUID.randomUUID() + ".probe");
        try {
            upload(probe, out -> out.write(1));
            try {
                upload(probe, out -> out.write(2));
            } catch (IOException refused) {
                // As it should be; what is there says whether it was.
            }
            try (InputStream in = files.open(probe)) {
                return in.read() != 1;
            }
        } finally {
            files.delete(probe, false);
        }
    }

    private void sync(FSDataOutputStream out) throws IOException {
        if (durability == Durability.WRITTEN) {
            return;
        }
        if (!out.hasCapability(StreamCapabilities.HSYNC)) {
            throw new IOException(
                    "The file system " + files.getUri() + " cannot force what is written to its disks, so a"
                            + " loss of power could take acknowledged events. Choose another directory in option 'journal', or set"
                            + " 'journal.durability' to 'written' if that is good enough");
        }
        out.hsync();
    }

    private void rename(Path draft, Path file) throws IOException {
        try {
            context().rename(draft, file, Rename.NONE);
        } catch (UnsupportedFileSystemException e) {
            if (durability == Durability.SYNCED) {
                throw new IOException(
                        "The file system " + files.getUri()
                                + " cannot rename a file on condition that the name is free,"
                                + " so two receivers could write one segment. Choose another directory in option"
                                + " 'journal', or set 'journal.durability' to 'written' if that is good enough",
                        e);
            }
            if (files.exists(file) || !files.rename(draft, file)) {
                throw new FileAlreadyExistsException(file.toString());
            }
        }
    }

    /** The other door to the same file system; a client of its own, so it is opened once. */
    private synchronized FileContext context() throws UnsupportedFileSystemException {
        FileContext open = context;
        if (open == null) {
            open = FileContext.getFileContext(files.getUri(), files.getConf());
            context = open;
        }
        return open;
    }

    private List<String> all() throws IOException {
        List<String> names = new ArrayList<>();
        try {
            for (FileStatus status : files.listStatus(path)) {
                names.add(status.getPath().getName());
            }
        } catch (FileNotFoundException e) {
            return names;
        }
        return names;
    }
}
