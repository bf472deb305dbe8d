package io.millrace.kafka.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What is in the directory of a {@link LedgerOutput}: {@code attempts/QUERY.EPOCH.PARTITION.ID} with a line per row, and
 * {@code epochs/QUERY.EPOCH}, which names the attempts that count.
 *
 * @param path the directory
 */
record Ledger(Path path) {
    /** The last line of an attempt that came to its end. */
    static final String COMPLETE = "(complete)";

    /**
     * What one attempt of a task wrote.
     *
     * @param task {@code QUERY.EPOCH.PARTITION}
     */
    record Attempt(String task, List<String> rows, boolean complete) {
        Attempt {
            rows = List.copyOf(rows);
        }
    }

    static Path epochs(Path path) {
        return path.resolve("epochs");
    }

    static Path attempts(Path path) {
        return path.resolve("attempts");
    }

    /** All rows that are visible. */
    List<String> rows() {
        return lines(epochs(path)).stream()
                .flatMap(epoch -> read(epoch).stream())
                .flatMap(name -> attempt(attempts(path).resolve(name)).rows().stream())
                .toList();
    }

    /** The first column of all rows that are visible. */
    List<String> values() {
        return rows().stream().map(row -> row.split("\t", -1)[0]).toList();
    }

    /** Whether an epoch of the only query is visible. */
    boolean visible(long epoch) {
        return lines(epochs(path)).stream().anyMatch(file -> file.toString().endsWith("." + epoch));
    }

    /** How many epochs are visible. */
    int visible() {
        return lines(epochs(path)).size();
    }

    /** All attempts, by task. */
    Map<String, List<Attempt>> attempts() {
        Map<String, List<Attempt>> attempts = new TreeMap<>();
        lines(attempts(path)).forEach(file -> {
            Attempt attempt = attempt(file);
            attempts.computeIfAbsent(attempt.task(), task -> new ArrayList<>()).add(attempt);
        });
        return attempts;
    }

    /** The attempts of an epoch of the only query. */
    List<Attempt> attempts(long epoch) {
        return attempts().entrySet().stream()
                .filter(task -> task.getKey().split("\\.", -1)[1].equals(Long.toString(epoch)))
                .flatMap(task -> task.getValue().stream())
                .toList();
    }

    private static Attempt attempt(Path file) {
        String name = file.getFileName().toString();
        List<String> lines = new ArrayList<>(read(file));
        boolean complete = lines.remove(COMPLETE);
        return new Attempt(name.substring(0, name.lastIndexOf('.')), lines, complete);
    }

    private static List<Path> lines(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> read(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
