package io.millrace.spark.dstream;

import io.millrace.api.ConnectorException;
import io.millrace.api.Offsets;
import io.millrace.runtime.SavedOffsets;
import java.util.List;

/**
 * What was decided about one batch of a direct stream.
 *
 * @param millis the batch's time, in milliseconds since 1970
 * @param from where it starts
 * @param to where it ends
 * @param done the offsets up to which every batch had ended when this one was planned
 */
record Batch(long millis, Offsets from, Offsets to, Offsets done) {
    private static final String VERSION = "v1";

    /** As a file: the version and the three offsets, line by line. */
    String text(String connector) {
        return String.join(
                "\n",
                VERSION,
                SavedOffsets.write(connector, from),
                SavedOffsets.write(connector, to),
                SavedOffsets.write(connector, done));
    }

    static Batch of(long millis, String connector, String text) {
        List<String> lines = text.lines().toList();
        if (lines.isEmpty() || !lines.get(0).equals(VERSION)) {
            throw ConnectorException.settings("The log of batches in the checkpoint directory is of "
                    + (lines.isEmpty() ? "no version" : "version '" + lines.get(0) + "'") + ", and this program reads '"
                    + VERSION + "'. Run the program that wrote it, or use another checkpoint directory");
        }
        if (lines.size() < 4) {
            throw ConnectorException.settings("Batch " + millis + " in the checkpoint directory is damaged; restore it"
                    + " from a copy, or use another checkpoint directory");
        }
        return new Batch(
                millis,
                SavedOffsets.read(connector, lines.get(1)),
                SavedOffsets.read(connector, lines.get(2)),
                SavedOffsets.read(connector, lines.get(3)));
    }
}
