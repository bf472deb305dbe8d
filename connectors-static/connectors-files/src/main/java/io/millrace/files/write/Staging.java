package io.millrace.files.write;

import io.millrace.api.ConnectorException;
import java.io.IOException;
import java.util.Collection;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;

/**
 * How files are kept out of sight until a manifest calls for them. The driver uses one for many threads at once, a task one of
 * its own.
 */
interface Staging {
    /** What lets S3A hold uploads back. */
    String HOLDS_UPLOADS = "fs.s3a.capability.magic.committer";

    /** What was staged and never committed, as far as names tell. */
    record Remains(String writer, Version version, long millis) {}

    /** The way of a directory's file system. */
    static Staging of(Path root, Configuration settings, int replication) throws IOException {
        FileSystem files = root.getFileSystem(settings);
        if (files.hasPathCapability(root, HOLDS_UPLOADS)) {
            return new HeldUploads(files, root);
        }
        if (files.hasPathCapability(root, StreamCapabilities.ABORTABLE_STREAM)) {
            throw ConnectorException.settings("The store of " + root + " cannot hold uploads back until they are"
                    + " committed. Write by s3a:// with fs.s3a.committer.magic.enabled=true");
        }
        return new RenamedFiles(files, root, replication);
    }

    /**
     * Where a task writes a file.
     *
     * @param task tells attempts of tasks apart
     * @param path where the file will be, below the directory
     */
    Path draft(Attempt attempt, String task, String path);

    /** A file that the task has written and closed. */
    StagedFile staged(Attempt attempt, String task, String path) throws IOException;

    /** Removes a task's files, staged or half-written. */
    void discard(Attempt attempt, String task, Collection<String> paths) throws IOException;

    /** Removes what a driver's attempt staged. */
    void discard(Attempt attempt, Collection<StagedFile> staged) throws IOException;

    /**
     * Puts a file into its place; nothing happens if it is there already. Files of one version are published by many threads
     * at once.
     *
     * @throws GoneException if it is neither staged nor in its place
     */
    void publish(StagedFile file) throws IOException;

    /** Removes the folders of all attempts at a version. */
    void clear(String writer, Version version) throws IOException;

    /** Removes all remains that are dead. */
    void sweep(Predicate<Remains> dead) throws IOException;

    /** A staged file is not there any more. */
    final class GoneException extends IOException {
        private static final long serialVersionUID = 1;

        GoneException(StagedFile file) {
            super("The file " + file.path() + " is neither staged nor in its place");
        }
    }
}
