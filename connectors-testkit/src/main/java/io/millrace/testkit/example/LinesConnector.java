package io.millrace.testkit.example;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.millrace.api.*;
import java.io.IOException;
import java.nio.file.*;
import java.util.*;

/**
 * Text files that grow in one directory: a file is a partition, a line an event once its line end is written, a position the
 * number of lines before it.
 */
public final class LinesConnector implements LogConnector {
    private static final Option<String> PATH = Option.string("path").required().doc("The directory of the files.");

    @Override
    public String name() {
        return "lines";
    }

    @Override
    public OptionSet options() {
        return OptionSet.of(PATH);
    }

    @Override
    public Log open(Options options) {
        Path dir = Path.of(options.value(PATH));
        if (!Files.isDirectory(dir)) {
            throw ConnectorException.settings("There is no directory '" + dir + "'; correct the option 'path'");
        }
        return DenseOffsets.log(() -> {
            Map<String, String> ends = new TreeMap<>();
            for (String file : Objects.requireNonNull(dir.toFile().list(), "files")) {
                ends.put(file, "" + lines(dir.resolve(file)).size());
            }
            return Offsets.of(ends);
        });
    }

    @Override
    public RangeReader read(Range range, Set<Field> fields, Options options) throws IOException {
        List<String> lines = lines(Path.of(options.value(PATH), range.partition()));
        if (DenseOffsets.number(range.end()) > lines.size()) {
            Offsets behind = Offsets.of(Map.of(range.partition(), range.end()));
            throw new DataLossException(range + " is gone: the file has " + lines.size() + " lines", behind);
        }
        return DenseOffsets.reader(
                range, n -> Event.of(null, lines.get((int) n).getBytes(ISO_8859_1), List.of(), 0, "" + n));
    }

    /** The lines of a file that have their line end. */
    private static List<String> lines(Path file) throws IOException {
        String[] lines = Files.readString(file, ISO_8859_1).split("\n", -1);
        return List.of(lines).subList(0, lines.length - 1);
    }
}
