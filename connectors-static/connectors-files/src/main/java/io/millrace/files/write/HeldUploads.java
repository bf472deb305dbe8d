package io.millrace.files.write;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.s3a.S3AFileSystem;
import org.apache.hadoop.fs.s3a.commit.CommitConstants;
import org.apache.hadoop.fs.s3a.commit.files.SinglePendingCommit;
import org.apache.hadoop.fs.s3a.commit.impl.CommitOperations;
import org.apache.hadoop.util.JsonSerialization;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/**
 * Uploads to S3 that are complete but for the last call, which names their parts: that call is the commit, and nothing is
 * copied. S3A holds an upload back when a file is written below a folder of a certain name, and notes there what the last call
 * needs. The manifest holds these notes.
 */
final class HeldUploads implements Staging {
    private static final JsonSerialization<SinglePendingCommit> NOTES = SinglePendingCommit.serializer();

    private final S3AFileSystem files;
    private final Path root;
    private final CommitOperations operations;

    HeldUploads(FileSystem files, Path root) throws IOException {
        if (!(files instanceof S3AFileSystem s3)) {
            throw new IOException("The file system of " + root + " says that it is S3A, and is " + files.getClass());
        }
        this.files = s3;
        this.root = root;
        this.operations = new CommitOperations(s3);
    }

    @Override
    public Path draft(Attempt attempt, String task, String path) {
        return new Path(
                folder(attempt.writer()),
                attempt.version() + "/" + attempt.run() + "/" + task + "/" + CommitConstants.BASE + "/" + path);
    }

    @Override
    public StagedFile staged(Attempt attempt, String task, String path) throws IOException {
        SinglePendingCommit held = held(draft(attempt, task, path));
        return new StagedFile(path, held.getLength(), new String(held.toBytes(NOTES), StandardCharsets.UTF_8));
    }

    @Override
    public void discard(Attempt attempt, String task, Collection<String> paths) throws IOException {
        for (String path : paths) {
            try {
                operations.abortSingleCommit(held(draft(attempt, task, path)));
            } catch (FileNotFoundException e) {
                // Nothing was held back yet, or it is given up already.
            }
        }
        files.delete(new Path(folder(attempt.writer()), attempt.version() + "/" + attempt.run() + "/" + task), true);
    }

    @Override
    public void discard(Attempt attempt, Collection<StagedFile> staged) throws IOException {
        for (StagedFile file : staged) {
            try {
                operations.abortSingleCommit(NOTES.fromJson(file.staged()));
            } catch (FileNotFoundException e) {
                // It is given up already.
            }
        }
        files.delete(new Path(folder(attempt.writer()), attempt.version() + "/" + attempt.run()), true);
    }

    @Override
    public void publish(StagedFile file) throws IOException {
        Path to = new Path(root, file.path());
        try {
            operations.commitOrFail(NOTES.fromJson(file.staged()));
        } catch (IOException e) {
            if (files.exists(to)) {
                return;
            }
            if (e instanceof FileNotFoundException) {
                GoneException gone = new GoneException(file);
                gone.initCause(e);
                throw gone;
            }
            throw e;
        }
    }

    @Override
    public void clear(String writer, Version version) throws IOException {
        files.delete(new Path(folder(writer), version.toString()), true);
    }

    @Override
    public void sweep(Predicate<Remains> dead) throws IOException {
        Set<String> writers = new HashSet<>();
        RemoteIterator<MultipartUpload> uploads = files.listUploads(prefix(root));
        while (uploads.hasNext()) {
            MultipartUpload upload = uploads.next();
            String key = upload.key();
            Optional<FileName> name = FileName.of(key.substring(key.lastIndexOf('/') + 1));
            if (name.isPresent()) {
                writers.add(name.get().writer());
                Remains remains = new Remains(
                        name.get().writer(),
                        name.get().version(),
                        upload.initiated().toEpochMilli());
                if (dead.test(remains)) {
                    operations.abortMultipartCommit(key, upload.uploadId());
                }
            }
        }
        for (String writer : writers) {
            sweepNotes(writer, dead);
        }
    }

    /** Notes have no time of their own, but those that are dead by their version are told without one. */
    private void sweepNotes(String writer, Predicate<Remains> dead) throws IOException {
        FileStatus[] versions;
        try {
            versions = files.listStatus(folder(writer));
        } catch (FileNotFoundException e) {
            return;
        }
        for (FileStatus folder : versions) {
            Optional<Version> version = RenamedFiles.version(folder.getPath().getName());
            if (version.isPresent() && dead.test(new Remains(writer, version.get(), Long.MAX_VALUE))) {
                files.delete(folder.getPath(), true);
            }
        }
    }

    private SinglePendingCommit held(Path draft) throws IOException {
        Path notes = draft.suffix(CommitConstants.PENDING_SUFFIX);
        return SinglePendingCommit.load(files, notes, files.getFileStatus(notes), NOTES);
    }

    private Path folder(String writer) {
        return new Path(root, CommitConstants.MAGIC_PATH_PREFIX + writer);
    }

    /** How the keys of all objects below a directory begin. */
    private static String prefix(Path directory) {
        String path = directory.toUri().getPath();
        return path.length() < 2 ? "" : path.substring(1) + "/";
    }
}
