package io.millrace.files;

import io.millrace.api.Option;
import io.millrace.api.OptionSet;
import io.millrace.api.Options;
import io.millrace.api.StoreConnector;
import io.millrace.runtime.ReadOptions;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import org.apache.hadoop.fs.Path;

/** The options of reading files, in the words of Spark's own file source where it has them. */
final class Reading {
    static final Option<Format> FORMAT =
            Option.oneOf("format", Format.class).required().doc("What the files hold");
    static final Option<String> SCHEMA_LOCATION = Option.string("schemaLocation")
            .doc(
                    "A file that keeps the schema: inferred once, written there, and read from there ever after, so that a query"
                            + " that is started again has the columns it had. Delete the file to infer anew");
    static final Option<String> GLOB = Option.string("pathGlobFilter")
            .doc("Only files whose name matches, such as *.json; the path itself may hold such patterns too");
    static final Option<Boolean> RECURSIVE = Option.flag("recursive")
            .alias("recursiveFileLookup")
            .orElse("false")
            .doc(
                    "Whether files in all folders below are read. If not, those of the directory itself and of folders such as"
                            + " year=2026, which name columns: these are at the end of the schema, in the order of the folders");
    static final Option<Instant> MODIFIED_AFTER =
            Option.instant("modifiedAfter").doc("Only files that were written after this instant");
    static final Option<Long> MAX_FILES = Option.wholeNumber("maxFiles")
            .alias("maxFilesPerTrigger")
            .check(n -> n > 0, "must be at least 1")
            .doc("Streams only: the most files of one micro-batch");
    static final Option<Long> MAX_BYTES = Option.size("maxBytes")
            .alias("maxBytesPerTrigger")
            .check(n -> n > 0, "must be at least 1")
            .doc("Streams only: the most bytes of the files of one micro-batch; one file is always taken");
    static final Option<NewFiles> NEW_FILES = Option.oneOf("newFiles", NewFiles.class)
            .orElse("any")
            .doc(
                    "Streams only. any: each file that was not read is new, and the files read are remembered as long as they are"
                            + " there; after: only files whose whole path sorts after all that were read, as with names that begin"
                            + " with a time: S3 then lists just these, and nothing is remembered but the last path, but a file that"
                            + " comes with an earlier name is never read");
    static final Option<Cleaning> CLEAN_SOURCE = Option.oneOf("cleanSource", Cleaning.class)
            .orElse("off")
            .doc(
                    "Streams only: what happens to a file once the batch that read it is committed, that is, when the next batch"
                            + " begins");
    static final Option<String> ARCHIVE = Option.string("archiveDir")
            .alias("sourceArchiveDir")
            .doc(
                    "Where cleanSource=archive moves files, in folders as before; in the same file system, outside of path");
    static final Option<Boolean> RECOVER_LEASES = Option.flag("recoverLeases")
            .orElse("false")
            .doc(
                    "Streams from HDFS only: whether a file whose writer died without closing it is closed, so that it is read, once"
                            + " HDFS has not heard of the writer for a minute. The user must be allowed to write the file. Without"
                            + " it HDFS closes the file by itself, after 20 minutes if not set otherwise"
                            + " (dfs.namenode.lease-hard-limit-sec)");

    /** The prefix of what is handed to Spark's reader. */
    static final String OF_FORMAT = "format.";

    /** Which files a stream takes for new. */
    enum NewFiles {
        ANY,
        AFTER
    }

    /** What happens to files that were read. */
    enum Cleaning {
        OFF,
        DELETE,
        ARCHIVE
    }

    private Reading() {}

    static OptionSet options(Storage.Kind kind) {
        return Storage.options(kind)
                .and(OptionSet.of(
                                FORMAT,
                                StoreConnector.SCHEMA,
                                SCHEMA_LOCATION,
                                GLOB,
                                RECURSIVE,
                                MODIFIED_AFTER,
                                MAX_FILES,
                                MAX_BYTES,
                                NEW_FILES,
                                ReadOptions.ON_DATA_LOSS,
                                CLEAN_SOURCE,
                                ARCHIVE)
                        .and(kind == Storage.Kind.HDFS ? OptionSet.of(RECOVER_LEASES) : OptionSet.of())
                        .atMostOne(StoreConnector.SCHEMA, SCHEMA_LOCATION)
                        .passThrough(
                                OF_FORMAT,
                                Set.of(),
                                "Any option of Spark's reader of that format, such as format.header=true for csv")
                        .refuse("latestFirst", "files are read in the order in which they were written")
                        .refuse("maxFileAge", "a file is remembered as long as it is there, and none is too old")
                        .refuse("fileNameOnly", "a file is known by its whole path, and in HDFS by its id too"));
    }

    /** Whether a name is of a file that somebody still writes, or that is not meant for readers. Folders that name a column are. */
    static boolean isHidden(String name) {
        return name.startsWith(".")
                || (name.startsWith("_") && !name.contains("="))
                || name.endsWith("._COPYING_")
                || name.endsWith(".tmp")
                || name.contains(".inprogress");
    }

    /** Whether a path holds patterns. */
    static boolean isPattern(Path path) {
        return path.toString().matches(".*[{}\\[\\]*?].*");
    }

    /** The format's name, as Spark knows it. */
    static String format(Options options) {
        return options.value(FORMAT).name().toLowerCase(Locale.ROOT);
    }
}
