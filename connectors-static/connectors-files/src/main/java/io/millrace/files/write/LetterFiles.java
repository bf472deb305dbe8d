package io.millrace.files.write;

import io.millrace.api.Columns;
import io.millrace.api.Delivery;
import io.millrace.api.Option;
import io.millrace.api.OptionSet;
import io.millrace.api.Options;
import io.millrace.api.Rejects;
import io.millrace.api.WriteTask;
import io.millrace.api.Writer;
import io.millrace.files.Storage;
import io.millrace.runtime.deadletter.LetterOutput;
import java.io.IOException;

/**
 * Files of a directory as a dead-letter output: each task that has letters stages one file, and the letters of an epoch become
 * visible as a whole and once, by the same manifests and records as all files.
 */
abstract class LetterFiles implements LetterOutput {
    private static final Option<Format> FORMAT =
            Option.oneOf("format", Format.class).orElse("json").doc("json: an object for each letter, a line each");

    private final Storage.Kind kind;

    /** The formats that single rows can be written in, without Spark. */
    private enum Format {
        JSON
    }

    LetterFiles(Storage.Kind kind) {
        this.kind = kind;
    }

    @Override
    public String name() {
        return kind.connector();
    }

    @Override
    public OptionSet options() {
        return Storage.options(kind).and(OptionSet.of(FORMAT, WriteSettings.KEEP_STAGED));
    }

    @Override
    public Delivery check(Columns columns, Options options) throws IOException {
        return new Delivery.Transactional(
                LetterCommits.open(Storage.of(kind, options), options.value(WriteSettings.KEEP_STAGED)));
    }

    @Override
    public Writer open(WriteTask task, Columns columns, Options options, Rejects rejects) throws IOException {
        return LetterFile.open(task, columns, Storage.of(kind, options));
    }
}
