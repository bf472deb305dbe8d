package io.millrace.testkit.example;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.millrace.api.*;
import java.io.IOException;
import java.nio.file.*;
import java.util.*;
import org.jspecify.annotations.Nullable;

/**
 * Text files that grow in one directory: a file is a partition, a line an event once its line end is written, a position the
 * number of lines before it.
 */
public final class LinesConnector implements LogConnector {
    private static final Option<String> PATH =
            Option.string("path").required().doc("The directory that holds the files.");

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
        return new Log() {
            @Override
            public Offsets start(StartFrom from) throws IOException {
                if (from instanceof StartFrom.Earliest) {
                    return Offsets.NONE;
                } else if (from instanceof StartFrom.Latest) {
                    return written(dir);
                }
                throw ConnectorException.settings("Lines are read from 'earliest' or 'latest', not from " + from);
            }

            @Override
            public Tip tip(StopAt stop) throws IOException {
                if (stop instanceof StopAt.Now) {
                    return DenseOffsets.tip(written(dir));
                }
                throw ConnectorException.settings("Lines are read up to now, not up to " + stop);
            }

            @Override
            public Advance advance(Offsets from, Tip tip, Budget budget) {
                return DenseOffsets.advance(from, tip, budget);
            }

            @Override
            public Advance discover(Offsets from) throws IOException {
                return DenseOffsets.discover(from, tip(new StopAt.Now()));
            }

            @Override
            public List<Range> plan(Offsets from, Offsets to) {
                return DenseOffsets.plan(from, to);
            }

            @Override
            public Map<String, Backlog> behind(Offsets from, Tip tip) {
                return DenseOffsets.behind(from, tip);
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public RangeReader read(Range range, Set<Field> fields, Options options) throws IOException {
        List<String> lines = lines(Path.of(options.value(PATH), range.partition()));
        int end = (int) DenseOffsets.number(range.end());
        if (end > lines.size()) {
            throw new DataLossException(
                    range + " is gone: the file has " + lines.size() + " lines",
                    Offsets.of(Map.of(range.partition(), range.end())));
        }
        return new RangeReader() {
            private int at = (int) DenseOffsets.number(range.start());

            @Override
            public @Nullable Event next() {
                return at >= end ? null : Event.of(null, lines.get(at).getBytes(ISO_8859_1), List.of(), 0, "" + at++);
            }

            @Override
            public String position() {
                return "" + at;
            }

            @Override
            public void close() {}
        };
    }

    private static Offsets written(Path dir) throws IOException {
        Map<String, String> ends = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(dir)) {
            for (Path file : files) {
                ends.put(file.getFileName().toString(), "" + lines(file).size());
            }
        }
        return Offsets.of(ends);
    }

    /** The lines of a file that have their line end. */
    private static List<String> lines(Path file) throws IOException {
        String[] lines = Files.readString(file, ISO_8859_1).split("\n", -1);
        return List.of(lines).subList(0, lines.length - 1);
    }
}
