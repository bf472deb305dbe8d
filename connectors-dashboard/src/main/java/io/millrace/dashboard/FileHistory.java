package io.millrace.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.api.ConnectorException;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A file with a line of JSON for each epoch, after one that tells the columns. It is written anew when most of it is of no more
 * use. A last line without an end is that of a driver that was killed while it wrote: its epoch comes again. What the operating system has taken survives the death of the driver; nothing is forced to the disk.
 */
final class FileHistory implements History {
    private static final long SMALL = 1 << 20;

    private final Path file;
    private final String columns;
    private @Nullable Writer lines;
    private long written;
    private long compactAt;

    private FileHistory(Path file, String columns) {
        this.file = file;
        this.columns = columns;
    }

    static History of(String directory, PanelSpec spec) {
        Path path = Path.of(directory);
        if (!Files.isDirectory(path)) {
            throw ConnectorException.settings(
                    "There is no directory '" + path + "' on the driver; make it, or correct the option '"
                            + DashboardOptions.HISTORY_DIRECTORY.name() + "'");
        }
        return new FileHistory(path.resolve(name(spec.id())), Json.write(spec.columns()));
    }

    /** No title is too long or too strange for a file. */
    private static String name(String panel) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(panel.getBytes(UTF_8));
            String readable = panel.replaceAll("[^A-Za-z0-9]+", "-");
            return readable.substring(0, Math.min(40, readable.length())) + "-"
                    + HexFormat.of().formatHex(hash, 0, 6) + ".jsonl";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    @Override
    public List<Entry> read() throws IOException {
        List<Entry> entries = new ArrayList<>();
        if (!Files.exists(file)) {
            return entries;
        }
        String[] there = new String(Files.readAllBytes(file), UTF_8).split("\n", -1);
        if (!there[0].equals(columns)) {
            return entries;
        }
        for (String line : Arrays.asList(there).subList(1, there.length - 1)) {
            entries.add(parse(line));
        }
        return entries;
    }

    @Override
    public void append(Entry entry, Supplier<List<Entry>> kept) throws IOException {
        Writer to = lines;
        if (to == null || written > compactAt) {
            to = compact(kept.get());
        }
        write(to, entry);
        to.flush();
    }

    @Override
    public void close() throws IOException {
        if (lines != null) {
            lines.close();
            lines = null;
        }
    }

    private Writer compact(List<Entry> entries) throws IOException {
        close();
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Writer to = Files.newBufferedWriter(fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
        to.write(columns + "\n");
        written = 0;
        for (Entry entry : entries) {
            write(to, entry);
        }
        to.flush();
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        compactAt = 2 * written + SMALL;
        lines = to;
        return to;
    }

    private void write(Writer to, Entry entry) throws IOException {
        String line = Json.write(Map.of(
                "query",
                entry.query(),
                "epoch",
                entry.epoch(),
                "at",
                entry.at(),
                "staged",
                entry.staged().text()));
        to.write(line + "\n");
        written += line.length();
    }

    private static Entry parse(String line) throws IOException {
        Map<String, @Nullable Object> object = Json.object(line);
        if (object.get("query") instanceof String query
                && object.get("epoch") instanceof Long epoch
                && object.get("at") instanceof Long at
                && object.get("staged") instanceof String staged) {
            return new Entry(query, epoch, at, Staged.parse(staged));
        }
        throw new IOException("This is no epoch of a panel: " + line);
    }
}
