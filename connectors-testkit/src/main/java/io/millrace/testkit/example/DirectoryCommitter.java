package io.millrace.testkit.example;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.api.Committer;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Makes an epoch visible: its staged files are linked into a new folder, which is then renamed. */
final class DirectoryCommitter implements Committer {
    private static final Duration KEPT = Duration.ofDays(1);

    private final Path path;

    DirectoryCommitter(Path path) throws IOException {
        this.path = path;
        removeLeftovers(Instant.now().minus(KEPT));
    }

    /** Where writers put what is not committed yet. */
    static Path staging(Path path) {
        return path.resolve(".staging");
    }

    @Override
    public void commit(String query, long epoch, List<String> staged) throws IOException {
        Path visible = path.resolve(URLEncoder.encode(query, UTF_8) + ".epoch-" + epoch);
        if (!Files.exists(visible)) {
            Path ready = Files.createDirectories(staging(path).resolve("ready-" + UUID.randomUUID()));
            // Linked, not moved: if this process dies here, the next call finds all staged files where they were. The
            // first
            // file is there even if nothing was staged, so that a second rename finds the folder taken.
            Files.createFile(ready.resolve("complete"));
            for (String file : staged) {
                Files.createLink(ready.resolve(file), staging(path).resolve(file));
            }
            try {
                Files.move(ready, visible, StandardCopyOption.ATOMIC_MOVE);
            } catch (FileSystemException e) {
                delete(ready);
                if (!Files.exists(visible)) {
                    throw e;
                } // else another driver of the same query was faster
            }
        }
        abort(query, epoch, staged);
    }

    @Override
    public void abort(String query, long epoch, List<String> staged) throws IOException {
        for (String file : staged) {
            Files.deleteIfExists(staging(path).resolve(file));
        }
    }

    @Override
    public void close() {}

    private void removeLeftovers(Instant before) throws IOException {
        if (!Files.isDirectory(staging(path))) {
            return;
        }
        try (Stream<Path> staged = Files.list(staging(path))) {
            for (Path file : staged.toList()) {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
                    delete(file);
                }
            }
        }
    }

    private static void delete(Path fileOrFolder) throws IOException {
        if (Files.isDirectory(fileOrFolder)) {
            try (Stream<Path> inside = Files.list(fileOrFolder)) {
                for (Path file : inside.toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
        Files.deleteIfExists(fileOrFolder);
    }
}
