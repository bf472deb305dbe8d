package io.millrace.testkit.example;

import io.millrace.api.Column;
import io.millrace.api.Columns;
import io.millrace.api.ConnectorException;
import io.millrace.api.Delivery;
import io.millrace.api.Option;
import io.millrace.api.OptionSet;
import io.millrace.api.Options;
import io.millrace.api.OutputConnector;
import io.millrace.api.Rejects;
import io.millrace.api.WriteTask;
import io.millrace.api.Writer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Writes lines of text to a directory, each epoch once. Below {@code path} an epoch is a folder {@code QUERY.epoch-N} with a file
 * for each task; it appears as a whole. A line holds the values of a row, separated by tabs; a null is {@code \N}, and tabs,
 * line ends and backslashes inside a value are escaped by a backslash. What was committed survives the death of the process.
 */
public final class DirectoryOutput implements OutputConnector {
    /** The directory. */
    public static final Option<String> PATH = Option.string("path").required().doc("The directory to write to.");

    /** For the service loader. */
    public DirectoryOutput() {}

    @Override
    public String name() {
        return "directory";
    }

    @Override
    public OptionSet options() {
        return OptionSet.of(PATH);
    }

    @Override
    public Delivery check(Columns columns, Options options) throws IOException {
        for (Column column : columns.list()) {
            if (column.type().matches("(?i)(ARRAY|MAP|STRUCT|BINARY)\\b.*")) {
                throw ConnectorException.settings("Column '" + column.name() + "' is " + column.type()
                        + ", which has no place in a line of text; leave it out or turn it into a STRING");
            }
        }
        Path path = Path.of(options.value(PATH));
        if (!Files.isDirectory(path)) {
            throw ConnectorException.settings(
                    "There is no directory '" + path + "'; make it, or correct the option 'path'");
        }
        return new Delivery.Transactional(new DirectoryCommitter(path));
    }

    @Override
    public Writer open(WriteTask task, Columns columns, Options options, Rejects rejects) throws IOException {
        return new LinesWriter(DirectoryCommitter.staging(Path.of(options.value(PATH))), task, columns);
    }

    /** The rows that were committed to a directory, of all queries, as their texts; also while more are. */
    public static List<List<String>> read(Path path) throws IOException {
        return read(path, new HashSet<>());
    }

    /** The rows of the epochs that are not among the known ones, which they join: for whoever looks again and again. */
    public static List<List<String>> read(Path path, Set<Path> known) throws IOException {
        List<List<String>> rows = new ArrayList<>();
        for (Path epoch : sorted(path)) {
            if (epoch.getFileName().toString().contains(".epoch-") && known.add(epoch)) {
                for (Path file : sorted(epoch)) {
                    Files.readAllLines(file).forEach(line -> rows.add(List.of(line.split("\t", -1))));
                }
            }
        }
        return rows;
    }

    private static List<Path> sorted(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }
}
