package io.millrace.runtime.journal;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.api.ConnectorException;
import io.millrace.api.Options;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a journal is: a file that says whose it is, and a directory for each receiver, named by its number, with its segments
 * and its status. Safe for many threads.
 */
public final class JournalDirectory {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NAME = "journal.json";
    private static final String STATUS = "status.json";

    private final Directory root;

    JournalDirectory(Directory root) {
        this.root = root;
    }

    /**
     * The journal that option {@code journal} names.
     *
     * @param hadoop the settings of Hadoop's file systems; not asked for a directory of this machine
     */
    public static JournalDirectory of(Options options, Supplier<Configuration> hadoop) throws IOException {
        Path path = new Path(options.value(JournalOptions.JOURNAL));
        JournalOptions.Durability durability = options.value(JournalOptions.DURABILITY);
        String scheme = path.toUri().getScheme();
        if (scheme == null) {
            throw ConnectorException.bug(
                    "The journal's directory " + path + " does not say on which file system it is");
        }
        return new JournalDirectory(
                scheme.equals("file")
                        ? new LocalDirectory(java.nio.file.Path.of(path.toUri().getPath()), durability)
                        : HadoopDirectory.of(FileSystem.get(path.toUri(), hadoop.get()), path, durability));
    }

    /** A path with its file system, as all machines understand it. */
    public static String qualified(String path, Configuration hadoop) throws IOException {
        Path given = new Path(path);
        String scheme = given.toUri().getScheme();
        return "file".equals(scheme)
                ? path
                : given.getFileSystem(hadoop).makeQualified(given).toString();
    }

    /** What a receiver last told of itself. */
    public Optional<ReceiverStatus> status(int receiver) throws IOException {
        String text = text(receiver(receiver), STATUS);
        return text == null ? Optional.empty() : ReceiverStatus.parse(text);
    }

    /** Keeps what a receiver tells of itself. */
    public void tell(int receiver, ReceiverStatus status) throws IOException {
        Directory directory = receiver(receiver);
        directory.make();
        directory.replace(STATUS, out -> out.write(status.json().getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public String toString() {
        return root.toString();
    }

    Directory receiver(int number) {
        return root.child(Integer.toString(number));
    }

    /** The receivers that ever wrote here. */
    List<Integer> receivers() throws IOException {
        return root.names().stream()
                .filter(name -> name.matches("\\d{1,9}"))
                .map(Integer::valueOf)
                .toList();
    }

    /**
     * What tells this journal from another one at the same place. A journal that is not there is made.
     *
     * @throws ConnectorException with kind {@code SETTINGS} if it belongs to another connector or a newer program
     */
    String identity(String connector) throws IOException {
        String text = text(root, NAME);
        if (text == null) {
            String made = JSON.createObjectNode()
                    .put("version", 1)
                    .put("connector", connector)
                    .put("identity", UUID.randomUUID().toString())
                    .toString();
            root.make();
            root.check();
            try {
                root.create(NAME, out -> out.write(made.getBytes(StandardCharsets.UTF_8)));
                return identity(connector, made);
            } catch (IOException e) {
                root.sweep(JournalDirectory::isWhole);
                text = text(root, NAME);
                if (text == null) {
                    throw e;
                }
            }
        }
        return identity(connector, text);
    }

    private String identity(String connector, String text) {
        JsonNode read;
        try {
            read = JSON.readTree(text);
        } catch (JacksonException e) {
            throw new DamagedSegmentException(root + "/" + NAME, "it is no JSON");
        }
        String owner = read.path("connector").asText();
        if (read.path("version").asInt() != 1) {
            throw ConnectorException.settings("The journal " + root + " was written by a newer version of Millrace ("
                    + NAME + " has version " + read.path("version") + "); run the query with that version");
        }
        if (!owner.equals(connector)) {
            throw ConnectorException.settings("The journal " + root + " belongs to connector '" + owner
                    + "', but the query reads from '" + connector + "'; give it a journal of its own");
        }
        return read.path("identity").asText();
    }

    private static boolean isWhole(InputStream in) throws IOException {
        try {
            return JSON.readTree(in).isObject();
        } catch (JacksonException e) {
            return false;
        }
    }

    private static @Nullable String text(Directory directory, String name) throws IOException {
        try (InputStream in = directory.open(name)) {
            return in == null ? null : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
