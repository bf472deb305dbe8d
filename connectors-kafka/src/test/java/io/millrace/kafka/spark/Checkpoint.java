package io.millrace.kafka.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * A query's checkpoint, as Spark keeps it: {@code offsets/N} is written before batch N runs, {@code commits/N} after it.
 *
 * @param path its directory
 */
record Checkpoint(Path path) {
    /** The last batch that was begun; -1 if there is none. */
    long begun() {
        return newest("offsets");
    }

    /** The last batch that was ended; -1 if there is none. */
    long ended() {
        return newest("commits");
    }

    /** The batch that was begun and not ended, if there is one. */
    OptionalLong running() {
        long ended = ended();
        long begun = begun();
        return begun > ended ? OptionalLong.of(begun) : OptionalLong.empty();
    }

    /** What the offset log says of a batch, without the time. */
    String offsets(long batch) {
        try {
            return Files.readAllLines(path.resolve("offsets").resolve(Long.toString(batch)))
                    .get(2);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes the last batch one that was never ended. */
    void forgetTheLastEnd() {
        long last = ended();
        try {
            Files.delete(path.resolve("commits").resolve(Long.toString(last)));
            Files.deleteIfExists(path.resolve("commits").resolve("." + last + ".crc"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long newest(String log) {
        try (Stream<Path> files = Files.list(path.resolve(log))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("\\d+"))
                    .mapToLong(Long::parseLong)
                    .max()
                    .orElse(-1);
        } catch (NoSuchFileException e) {
            return -1;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
