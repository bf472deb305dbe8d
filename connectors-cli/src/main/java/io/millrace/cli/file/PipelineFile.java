package io.millrace.cli.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline file as it was read.
 *
 * @param pipeline what it says, as far as it is complete; null if nothing is
 * @param references what takes the values of references out of whatever is shown
 * @param faults what is wrong with it by itself, before anybody is asked
 */
public record PipelineFile(@Nullable Pipeline pipeline, References references, List<Fault> faults) {
    /** Copies the list. */
    public PipelineFile {
        faults = List.copyOf(faults);
    }

    /** Reads a file, with references to an environment. */
    public static PipelineFile read(Path file, Map<String, String> environment) {
        try {
            return parse(Files.readString(file), environment);
        } catch (NoSuchFileException e) {
            return unreadable("There is no file '" + file + "'", environment);
        } catch (IOException e) {
            return unreadable("The file '" + file + "' cannot be read: " + e, environment);
        }
    }

    /** Reads a text, with references to an environment. */
    public static PipelineFile parse(String text, Map<String, String> environment) {
        List<Fault> faults = new ArrayList<>();
        References references = new References(environment);
        Value root = Document.read(text, faults);
        Pipeline pipeline = null;
        if (root != null) {
            new ShapeCheck(faults).check(root, Shape.PIPELINE);
            if (root instanceof Value.Entries entries) {
                pipeline = new PipelineReader(references, faults).read(entries);
            }
        }
        return new PipelineFile(pipeline, references, faults);
    }

    private static PipelineFile unreadable(String message, Map<String, String> environment) {
        return new PipelineFile(
                null, new References(environment), List.of(new Fault(Spot.START, message + "; check the path")));
    }
}
