package io.millrace.testkit.server;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The file that holds all that a process printed, over all its starts. */
final class ProcessLog {
    private static final int TAIL_LINES = 40;
    private static final int TAIL_BYTES = 16 * 1024;

    private final Path file;

    ProcessLog(Path file) {
        this.file = file;
    }

    Path file() {
        return file;
    }

    long size() {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The last lines, for an error message. */
    String tail() {
        String text = text(read(Math.max(0, size() - TAIL_BYTES), TAIL_BYTES));
        List<String> lines = text.lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    }

    /** The lines printed from a place in the file on; the last may still be growing. */
    List<String> lines(long from) {
        return text(read(from, Integer.MAX_VALUE)).lines().toList();
    }

    private byte[] read(long from, int most) {
        if (!Files.exists(file)) {
            return new byte[0];
        }
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            byte[] bytes = new byte[(int) Math.min(Math.max(0, in.length() - from), most)];
            in.seek(from);
            in.readFully(bytes);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** A search for a line, which goes on where it stopped. One thread at a time. */
    final class Search {
        private static final int CHUNK = 1 << 20;

        private final Pattern pattern;
        private long from;

        Search(Pattern pattern, long from) {
            this.pattern = pattern;
            this.from = from;
        }

        /** The first complete line not looked at before in which the pattern is found; null when there is none yet. */
        @Nullable
        String poll() {
            byte[] bytes = read(from, CHUNK);
            while (bytes.length > 0) {
                int end = completeLines(bytes);
                if (end == 0 && bytes.length < CHUNK) {
                    return null;
                }
                int taken = end == 0 ? bytes.length : end;
                Optional<String> found = text(Arrays.copyOf(bytes, taken))
                        .lines()
                        .filter(l -> pattern.matcher(l).find())
                        .findFirst();
                if (found.isPresent()) {
                    return found.get();
                }
                from += taken;
                bytes = read(from, CHUNK);
            }
            return null;
        }

        /** The number of bytes that make up complete lines. */
        private static int completeLines(byte[] bytes) {
            int end = bytes.length;
            while (end > 0 && bytes[end - 1] != '\n') {
                end--;
            }
            return end;
        }
    }
}
