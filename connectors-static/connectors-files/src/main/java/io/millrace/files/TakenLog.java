package io.millrace.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.api.ConnectorException;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.execution.streaming.checkpointing.CheckpointFileManager;
import org.apache.spark.sql.execution.streaming.checkpointing.CheckpointFileManager$;

/**
 * The part of a checkpoint that says which files each batch took, so that a batch that is run again reads the same. File
 * {@code 7} holds what batch 7 of this source took, and {@code 7.all} what the batches up to 7 took and was still there; what is
 * older than the newest {@code .all} that still serves is removed. Each file is there as a whole or not at all. Used by the
 * query's thread.
 */
final class TakenLog {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int VERSION = 1;
    private static final Pattern NAME = Pattern.compile("(\\d+)(\\.all)?");

    private final String connector;
    private final Path folder;
    private final CheckpointFileManager files;
    private final int kept;

    /**
     * The log of one source.
     *
     * @param kept how many batches back Spark may be asked to start again
     */
    TakenLog(String connector, String checkpoint, Configuration hadoop, int kept) {
        this.connector = connector;
        this.folder = new Path(checkpoint, "files");
        this.files = CheckpointFileManager$.MODULE$.create(folder, hadoop);
        this.files.mkdirs(folder);
        this.kept = kept;
    }

    /** What a batch took, or empty if it was never planned. */
    Optional<List<TakenFile>> batch(long number) {
        return read(Long.toString(number));
    }

    /** What the batches before this one took, as far as it must be remembered. */
    List<TakenFile> before(long number) {
        Long base = numbers(true).lower(number);
        List<TakenFile> taken = new ArrayList<>();
        long next = 0;
        if (base != null) {
            taken.addAll(read(base + ".all").orElseThrow());
            next = base + 1;
        }
        for (long one = next; one < number; one++) {
            long missing = one;
            taken.addAll(
                    batch(one)
                            .orElseThrow(
                                    () -> ConnectorException.settings(
                                            "The checkpoint lacks the file " + new Path(folder, Long.toString(missing))
                                                    + ", which says what a batch has read; restore it from a copy, or begin with a new checkpoint")));
        }
        return taken;
    }

    void add(long number, Collection<TakenFile> taken) {
        write(Long.toString(number), taken);
    }

    boolean isSummarized(long number) {
        return files.exists(new Path(folder, number + ".all"));
    }

    /** Keeps what must be remembered of all batches up to this one. */
    void summarize(long number, Collection<TakenFile> taken) {
        write(number + ".all", taken);
    }

    /** Removes what no batch from this one on needs, nor those that Spark keeps to go back to. */
    void clean(long committed) {
        Long base = numbers(true).floor(committed - kept);
        if (base == null) {
            return;
        }
        numbers(false).headSet(base, true).forEach(old -> files.delete(new Path(folder, Long.toString(old))));
        numbers(true).headSet(base, false).forEach(old -> files.delete(new Path(folder, old + ".all")));
    }

    private NavigableSet<Long> numbers(boolean summaries) {
        NavigableSet<Long> numbers = new TreeSet<>();
        for (FileStatus file : files.list(folder)) {
            Matcher name = NAME.matcher(file.getPath().getName());
            if (name.matches() && (name.group(2) != null) == summaries) {
                numbers.add(Long.valueOf(name.group(1)));
            }
        }
        return numbers;
    }

    private void write(String name, Collection<TakenFile> taken) {
        CheckpointFileManager.CancellableFSDataOutputStream out = files.createAtomic(new Path(folder, name), false);
        try {
            Writer text = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
            ObjectNode head = JSON.createObjectNode().put("version", VERSION).put("connector", connector);
            text.write(head + "\n");
            for (TakenFile file : taken) {
                ObjectNode line = JSON.createObjectNode()
                        .put("path", file.path())
                        .put("size", file.size())
                        .put("time", file.time())
                        .put("id", file.id());
                text.write(line + "\n");
            }
            text.flush();
            out.close();
        } catch (IOException e) {
            out.cancel();
            throw new UncheckedIOException(e);
        }
    }

    private Optional<List<TakenFile>> read(String name) {
        Path file = new Path(folder, name);
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(files.open(file), StandardCharsets.UTF_8))) {
            List<TakenFile> taken = new ArrayList<>();
            check(file, JSON.readTree(Optional.ofNullable(lines.readLine()).orElse("")));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode one = JSON.readTree(line);
                taken.add(new TakenFile(
                        one.required("path").textValue(),
                        one.required("size").longValue(),
                        one.required("time").longValue(),
                        one.required("id").longValue()));
            }
            return Optional.of(taken);
        } catch (FileNotFoundException e) {
            return Optional.empty();
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw ConnectorException.settings(
                    "The file " + file + " of the checkpoint is damaged; restore it from a copy, or begin with a new"
                            + " checkpoint",
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void check(Path file, JsonNode head) {
        int version = head.path("version").asInt();
        String found = head.path("connector").asText();
        if (version != VERSION || !found.equals(connector)) {
            throw ConnectorException.settings("The file " + file + " of the checkpoint is of connector '" + found
                    + "' and version " + version + ", and this is '" + connector + "' and knows version " + VERSION
                    + "; use the checkpoint of this query, and a Millrace at least as new as the one that wrote it");
        }
    }
}
