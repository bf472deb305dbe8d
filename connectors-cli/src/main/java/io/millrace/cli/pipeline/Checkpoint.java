package io.millrace.cli.pipeline;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.api.ConnectorException;
import io.millrace.cli.file.Pipeline;
import io.millrace.cli.file.Pipeline.Output;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The folder in which a pipeline notes how far it is: one of Spark's checkpoints for each output, under its name, and a file
 * that says whose they are.
 */
final class Checkpoint {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String OWNER = "pipeline.json";
    private static final int VERSION = 1;

    private final Path folder;
    private final Pipeline pipeline;
    private final Configuration hadoop;

    Checkpoint(Pipeline pipeline, Configuration hadoop) {
        this.folder = new Path(pipeline.checkpoint().text());
        this.pipeline = pipeline;
        this.hadoop = hadoop;
    }

    /** Where an output's query notes how far it is. */
    String of(Output output) {
        return new Path(folder, output.name().text()).toString();
    }

    /**
     * Refuses a folder that is another's.
     *
     * @throws ConnectorException with kind {@code SETTINGS} if it is
     */
    void check() throws IOException {
        FileSystem files = folder.getFileSystem(hadoop);
        if (!files.exists(folder)) {
            return;
        }
        if (files.exists(new Path(folder, "offsets")) || files.exists(new Path(folder, "commits"))) {
            throw ConnectorException.settings(
                    "The checkpoint '" + folder + "' is that of a single query, which no pipeline"
                            + " file started; give the pipeline a folder of its own");
        }
        Optional<String> owner = owner(files);
        if (owner.isPresent() && !owner.get().equals(pipeline.name().text())) {
            throw ConnectorException.settings("The checkpoint '" + folder + "' belongs to the pipeline '" + owner.get()
                    + "', and this one is '" + pipeline.name().text()
                    + "'; give it a folder of its own, or its old name back");
        }
    }

    /** Notes whose folder it is. */
    void take() throws IOException {
        check();
        FileSystem files = folder.getFileSystem(hadoop);
        if (owner(files).isEmpty()) {
            try (FSDataOutputStream out = files.create(new Path(folder, OWNER), false)) {
                JsonNode note = JSON.createObjectNode()
                        .put("version", VERSION)
                        .put("pipeline", pipeline.name().text());
                out.write(note.toString().getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private Optional<String> owner(FileSystem files) throws IOException {
        Path file = new Path(folder, OWNER);
        if (!files.exists(file)) {
            return Optional.empty();
        }
        try (FSDataInputStream in = files.open(file)) {
            JsonNode note = JSON.readTree(in.readAllBytes());
            if (note.path("version").asInt() != VERSION
                    || !note.path("pipeline").isTextual()) {
                throw ConnectorException.settings(
                        "'" + file + "' is not of this version of Millrace; run the pipeline with the"
                                + " version that wrote it, or give it another folder");
            }
            return Optional.of(note.path("pipeline").textValue());
        } catch (JacksonException e) {
            throw ConnectorException.settings("'" + file + "' is damaged; restore it from a copy, or remove it", e);
        }
    }
}
