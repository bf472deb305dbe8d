package io.millrace.spark.sql;

import io.millrace.api.ConnectorException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.read.streaming.Offset;
import org.apache.spark.sql.execution.streaming.checkpointing.CommitLog;
import org.apache.spark.sql.execution.streaming.checkpointing.OffsetSeq;
import org.apache.spark.sql.execution.streaming.checkpointing.OffsetSeqLog;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The checkpoint of a query that read by Spark's own source. Only the last batch that was committed counts: a batch that was
 * planned and not committed is planned anew by the query that takes over.
 */
final class SparkCheckpoint {
    private SparkCheckpoint() {}

    /**
     * The offsets that the query had processed, as the JSON of its source.
     *
     * @param place the checkpoint's path, with {@code #n} for the n-th source (from 0) if the query had several
     */
    static String offsets(String place) {
        int hash = place.lastIndexOf('#');
        String path = hash < 0 ? place : place.substring(0, hash);
        SparkSession spark = SparkSession.active();
        check(spark, path);
        CommitLog commits = new CommitLog((org.apache.spark.sql.classic.SparkSession) spark, path + "/commits");
        Option<Object> last = commits.getLatestBatchId();
        if (last.isEmpty()) {
            throw ConnectorException.settings("The checkpoint '" + path
                    + "' holds no committed batch; start with startingOffsets=earliest or latest instead");
        }
        Option<OffsetSeq> offsets = new OffsetSeqLog(
                        (org.apache.spark.sql.classic.SparkSession) spark, path + "/offsets")
                .get((Long) last.get());
        if (offsets.isEmpty()) {
            throw ConnectorException.settings("The checkpoint '" + path + "' has lost the offsets of its last committed"
                    + " batch " + last.get() + "; restore it from a copy");
        }
        return source(path, hash < 0 ? "" : place.substring(hash + 1), offsets.get());
    }

    private static String source(String path, String number, OffsetSeq offsets) {
        List<Offset> sources = new ArrayList<>();
        CollectionConverters.asJava(offsets.offsets()).forEach(offset -> {
            if (offset.isDefined()) {
                sources.add(offset.get());
            }
        });
        if (number.isEmpty() && sources.size() == 1) {
            return sources.get(0).json();
        }
        if (!number.matches("\\d{1,4}") || Integer.parseInt(number) >= sources.size()) {
            throw ConnectorException.settings("The query of checkpoint '" + path + "' has " + sources.size()
                    + " sources; say which one as startingOffsets=checkpoint:" + path + "#0 and so on");
        }
        return sources.get(Integer.parseInt(number)).json();
    }

    /** Spark's logs create the folders that they do not find, so a wrong path must not reach them. */
    private static void check(SparkSession spark, String path) {
        Path commits = new Path(path, "commits");
        try {
            FileSystem files = commits.getFileSystem(spark.sparkContext().hadoopConfiguration());
            if (!files.exists(commits)) {
                throw ConnectorException.settings("There is no checkpoint of a streaming query at '" + path
                        + "': it has no folder 'commits'. Give the checkpointLocation of the query to take over");
            }
        } catch (IOException e) {
            throw ConnectorException.settings("The checkpoint '" + path + "' cannot be read: " + e.getMessage(), e);
        }
    }
}
