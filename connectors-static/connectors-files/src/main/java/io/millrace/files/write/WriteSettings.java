package io.millrace.files.write;

import io.millrace.api.ConnectorException;
import io.millrace.api.Option;
import io.millrace.api.OptionSet;
import io.millrace.api.Options;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How files are written.
 *
 * @param format the format, as Spark calls it
 * @param formatOptions what Spark's writer of the format is told
 * @param targetBytes the size that a file should have
 * @param replication the copies of each file; 0 for as many as the client makes
 * @param compactFrom how many small files of a folder are made into larger ones; 0 for never
 * @param keepReplaced for how long files stay that were replaced
 * @param keepStaged for how long staged files stay whose writer does not come back
 */
record WriteSettings(
        String format,
        Map<String, String> formatOptions,
        long targetBytes,
        int replication,
        int compactFrom,
        Duration keepReplaced,
        Duration keepStaged) {
    private static final String FORMAT_PREFIX = "format.";

    private static final Option<FileFormatName> FORMAT =
            Option.oneOf("format", FileFormatName.class).orElse("parquet").doc("parquet, orc, avro, json, csv or text");
    private static final Option<String> COMPRESSION = Option.string("compression")
            .doc("How files are compressed, such as zstd; what Spark's writer of the format"
                    + " does by itself if nothing is said");
    private static final Option<Long> TARGET_FILE_SIZE = Option.size("targetFileSize")
            .orElse("128m")
            .check(bytes -> bytes > 0, "must be at least 1")
            .doc("How large a file should be. A micro-batch is written by no more tasks than the last ones would have"
                    + " filled files of this size");
    private static final Option<Long> REPLICATION = Option.wholeNumber("replication")
            .alias("dfs.replication")
            .check(copies -> copies > 0 && copies <= 512, "must be 1 to 512")
            .doc("HDFS only: how many copies of each file there are; what the client's dfs.replication says if nothing"
                    + " is said");
    private static final Option<Long> COMPACTION = Option.wholeNumber("compaction")
            .orElse("0")
            .check(files -> files == 0 || (files > 1 && files <= 10_000), "must be 0, or 2 to 10000")
            .doc("Once a folder has so many files of this query that are smaller than half of targetFileSize,"
                    + " they are replaced by files of that size; 0: never. Formats parquet, orc and avro");
    private static final Option<Duration> KEEP_REPLACED = Option.duration("keepReplaced")
            .orElse("10m")
            .doc("For how long a stream leaves files that it has replaced (compaction, mode complete) to those who are"
                    + " reading them");
    static final Option<Duration> KEEP_STAGED = Option.duration("keepStaged")
            .orElse("1d")
            .doc(
                    "After what time files are removed that were staged by a query which did not come back; longer than the"
                            + " longest micro-batch");

    private static final OptionSet ALL = OptionSet.of(
                    FORMAT, COMPRESSION, TARGET_FILE_SIZE, REPLICATION, COMPACTION, KEEP_REPLACED, KEEP_STAGED)
            .passThrough(
                    FORMAT_PREFIX,
                    Set.of(),
                    "Any option of Spark's writer of the format, such as format.header or format.maxRecordsPerFile");

    /** The formats that can be written. */
    enum FileFormatName {
        PARQUET,
        ORC,
        AVRO,
        JSON,
        CSV,
        TEXT;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether its files say what their columns are, so that what is read is what was written. */
        boolean isExact() {
            return List.of(PARQUET, ORC, AVRO).contains(this);
        }
    }

    static OptionSet options() {
        return ALL;
    }

    static WriteSettings of(Options options) {
        FileFormatName format = options.value(FORMAT);
        int compactFrom = options.value(COMPACTION).intValue();
        if (compactFrom > 0 && !format.isExact()) {
            throw ConnectorException.settings("Option 'compaction' is set, but files of format '" + format.text()
                    + "' do not say what their columns are, so that they could change when they are read and written"
                    + " again. Write parquet, orc or avro, or leave compaction off");
        }
        Map<String, String> told = new TreeMap<>(options.passedThrough(FORMAT_PREFIX));
        options.find(COMPRESSION).ifPresent(codec -> told.put("compression", codec));
        return new WriteSettings(
                format.text(),
                told,
                options.value(TARGET_FILE_SIZE),
                options.find(REPLICATION).orElse(0L).intValue(),
                compactFrom,
                options.value(KEEP_REPLACED),
                options.value(KEEP_STAGED));
    }
}
