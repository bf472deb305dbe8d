package io.millrace.files.write;

import io.millrace.api.ConnectorException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
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
import org.apache.hadoop.io.IOUtils;
import org.jspecify.annotations.Nullable;

/**
 * The small files of a directory, each of which appears as a whole or not at all, and for only one of all that create it at
 * once: on HDFS by a rename that fails if the name is taken, on S3 by an upload on condition that it is free. Safe for many
 * threads.
 */
final class SmallFiles {
    private static final String CONDITIONAL = CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE;
    private static final String ABORTABLE = StreamCapabilities.ABORTABLE_STREAM;
    private static final String DRAFT = ".draft";

    private final FileSystem files;
    private final Path path;
    private final boolean conditional;
    private @Nullable FileContext context;

    SmallFiles(FileSystem files, Path path) throws IOException {
        this.files = files;
        this.path = path;
        this.conditional = files.hasPathCapability(path, CONDITIONAL);
    }

    /**
     * Refuses a store where {@link #create} would not keep its promise.
     *
     * @throws ConnectorException with kind {@code SETTINGS}
     */
    void check() throws IOException {
        // Streams that can be aborted are uploads, and where files are uploaded a rename is a copy over whatever is
        // there.
        if (conditional ? overwrites() : files.hasPathCapability(path, ABORTABLE)) {
            throw ConnectorException.settings("The store of " + path.getParent()
                    + " does not create objects on condition that the name is free (If-None-Match), so two drivers"
                    + " could commit one epoch. Set fs.s3a.create.conditional.enabled=true, or write to a store that knows"
                    + " the condition");
        }
    }

    /** All of them; those that are being written too. */
    List<FileStatus> list() throws IOException {
        List<FileStatus> found = new ArrayList<>();
        try {
            for (FileStatus status : files.listStatus(path)) {
                if (status.isFile()) {
                    found.add(status);
                }
            }
        } catch (FileNotFoundException e) {
            return found;
        }
        return found;
    }

    static boolean isDraft(FileStatus status) {
        return status.getPath().getName().endsWith(DRAFT);
    }

    /**
     * Makes a file; false if the name is taken, which may be by an earlier call of this caller that failed on its way back.
     */
    boolean create(String name, byte[] content) throws IOException {
        Path file = new Path(path, name);
        try {
            if (conditional) {
                upload(file, content);
            } else {
                writeAndRename(file, content);
            }
            return true;
        } catch (IOException e) {
            if (exists(file, e)) {
                return false;
            }
            throw e;
        }
    }

    /** The content of a file; null if it is not there. */
    byte @Nullable [] read(String name) throws IOException {
        try (InputStream in = files.open(new Path(path, name))) {
            return in.readAllBytes();
        } catch (FileNotFoundException e) {
            return null;
        }
    }

    /** Removes a file; nothing happens if it is not there. */
    void delete(String name) throws IOException {
        files.delete(new Path(path, name), false);
    }

    @Override
    public String toString() {
        return path.toString();
    }

    private boolean exists(Path file, IOException suppressor) {
        try {
            return files.exists(file);
        } catch (IOException e) {
            suppressor.addSuppressed(e);
            return false;
        }
    }

    private void writeAndRename(Path file, byte[] content) throws IOException {
        Path draft = new Path(path, file.getName() + "." + UUID.randomUUID() + DRAFT);
        try {
            FSDataOutputStream out = files.create(draft, false);
            try {
                out.write(content);
                if (out.hasCapability(StreamCapabilities.HSYNC)) {
                    out.hsync();
                }
            } catch (IOException e) {
                // What HDFS's stream throws when it is closed after a failure would hide that failure.
                IOUtils.closeStream(out);
                throw e;
            }
            out.close();
            context().rename(draft, file, Rename.NONE);
        } catch (IOException e) {
            try {
                files.delete(draft, false);
            } catch (IOException left) {
                e.addSuppressed(left);
            }
            throw e;
        }
    }

    private void upload(Path file, byte[] content) throws IOException {
        FSDataOutputStreamBuilder<?, ?> builder = files.createFile(file).recursive();
        builder.must(CONDITIONAL, true);
        FSDataOutputStream out = builder.build();
        try {
            out.write(content);
        } catch (IOException e) {
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
        String name = UUID.randomUUID() + ".probe" + DRAFT;
        try {
            create(name, new byte[] {1});
            create(name, new byte[] {2});
            byte[] kept = read(name);
            return kept == null || kept[0] != 1;
        } finally {
            delete(name);
        }
    }

    /** The other door to the same file system; a client of its own, so it is opened once. */
    private synchronized FileContext context() throws IOException {
        FileContext open = context;
        if (open == null) {
            open = FileContext.getFileContext(files.getUri(), files.getConf());
            context = open;
        }
        return open;
    }
}
