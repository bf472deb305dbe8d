package ${package};

import io.millrace.api.ConnectorException;
import io.millrace.api.Options;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * All that the connector asks of its system. Here that is a folder of text files: a file is a partition, a line is an event once
 * its line end is written, a position is the number of bytes before it. Put calls of your system's own client into these
 * methods; the other classes know nothing of files.
 *
 * <p>It does not retry: an IOException is read as "try again" by the framework, a ConnectorException says what it is.
 */
final class ${system}Client implements AutoCloseable {
    private final Path folder;

    /** The positions of a partition: of the oldest event that is kept, and of the next one to come. */
    record Bounds(String first, String end) {
        /** Whether an event at this position or behind it was dropped. */
        boolean lost(String position) {
            return compare(position, first) < 0;
        }
    }

    /** An event, and the position after it. */
    record Entry(String position, byte[] value, long timestampMicros, String next) {}

    private ${system}Client(Path folder) {
        this.folder = folder;
    }

    /** Connects, and says so if what the options name is not there. */
    static ${system}Client connect(Options options) {
        Path folder = Path.of(options.value(${system}Options.PATH));
        if (!Files.isDirectory(folder)) {
            throw ConnectorException.settings(
                    "There is no folder '" + folder + "'; make it, or correct the option 'path'");
        }
        return new ${system}Client(folder);
    }

    /** Which of two positions of a partition comes first. The framework never compares them. */
    static int compare(String one, String other) {
        return Long.compare(Long.parseLong(one), Long.parseLong(other));
    }

    /** Whether a text that a user gave is a position. */
    static boolean isPosition(String text) {
        return text.matches("\\d{1,18}");
    }

    /** The partitions that there are now. */
    SortedMap<String, Bounds> partitions() throws IOException {
        SortedMap<String, Bounds> partitions = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                partitions.put(file.getFileName().toString(), new Bounds("0", Long.toString(endOfLines(file))));
            }
        }
        return partitions;
    }

    /** The events of a partition from a position up to another one, at most so many; none only if there are none. */
    List<Entry> read(String partition, String from, String end, int most) throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(folder.resolve(partition)))) {
            long position = Long.parseLong(from);
            in.skipNBytes(position);
            while (entries.size() < most && position < Long.parseLong(end)) {
                byte[] line = line(in);
                long next = position + line.length + 1;
                entries.add(new Entry(Long.toString(position), line, 0, Long.toString(next)));
                position = next;
            }
        }
        return entries;
    }

    /** Appends events to a partition; returns when they are safe. */
    void append(String partition, List<byte[]> values) throws IOException {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (byte[] value : values) {
            lines.writeBytes(value);
            lines.write('\n');
        }
        Files.write(
                folder.resolve(partition),
                lines.toByteArray(),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND,
                StandardOpenOption.DSYNC);
    }

    @Override
    public void close() throws IOException {}

    private static byte[] line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("The file became shorter while it was read");
            }
            line.write(next);
        }
        return line.toByteArray();
    }

    private static long endOfLines(Path file) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "r")) {
            for (long end = bytes.length(); end > 0; end--) {
                bytes.seek(end - 1);
                if (bytes.read() == '\n') {
                    return end;
                }
            }
            return 0;
        }
    }
}
