package io.millrace.files.write;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The decision about a version: exactly these files, and instead of these others. Whoever finds it carries it out.
 *
 * @param query the query's id, for people
 * @param attempt whose files they are
 * @param once whether the query writes one version and ends, as a batch does
 * @param files the new files
 * @param replaced the files that no longer count, those of earlier versions that are not yet deleted among them
 * @param replacing the last version by which the query replaced files; null if it never did
 * @param recentBytes the sizes of the last versions, this one's last
 * @param layout how the rows lie in the files; null in what older releases wrote
 */
record Manifest(
        String query,
        Attempt attempt,
        boolean once,
        List<StagedFile> files,
        List<Replaced> replaced,
        @Nullable Version replacing,
        List<Long> recentBytes,
        @Nullable Layout layout) {
    /**
     * A file that no longer counts.
     *
     * @param path where it is, below the directory
     * @param millis since when, in milliseconds since 1970
     */
    record Replaced(String path, long millis) {}

    /**
     * How the rows of a query lie in its files.
     *
     * @param told the format, the columns and the folders
     * @param since the version since which all files are so
     */
    record Layout(String told, Version since) {}

    Version version() {
        return attempt.version();
    }

    /** What stays of it when all is done. */
    Done done() {
        return new Done(query, attempt.run(), replaced, recentBytes, layout);
    }

    /** What is remembered of the last version that a query did. */
    record Done(
            String query,
            String run,
            List<Replaced> replaced,
            List<Long> recentBytes,
            @Nullable Layout layout) {}
}
