package io.millrace.examples;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;

/** On Structured Streaming: two queries, each of which reads all posts. */
final class StructuredPipeline {
    /** How many readers of the source it has. */
    static final int READERS = 2;

    private final SparkSession spark;
    private final Source source;
    private final String bootstrap;
    private final Path checkpoints;

    StructuredPipeline(SparkSession spark, Source source, String bootstrap, Path checkpoints) {
        this.spark = spark;
        this.source = source;
        this.bootstrap = bootstrap;
        this.checkpoints = checkpoints;
    }

    /** Starts the queries, or lets them go on where they stopped. */
    List<StreamingQuery> start() {
        return List.of(
                write(Analysis.scored(posts(0)), Topics.SCORED),
                write(Analysis.counted(counts(posts(1))), Topics.HASHTAGS));
    }

    private Dataset<Row> posts(int reader) {
        return Analysis.posts(spark.readStream()
                .format("millrace")
                .option("connector", source.connector())
                .options(source.options(reader))
                .load());
    }

    /** How often each hashtag was used in each window, so far. */
    private Dataset<Row> counts(Dataset<Row> posts) {
        Dataset<Row> timed = posts.withWatermark("created_at", "10 minutes");
        Dataset<Row> once = switch (source.delivery()) {
            case ONCE -> timed;
            case AT_LEAST_ONCE -> timed.dropDuplicatesWithinWatermark(new String[] {"id"});
        };
        return once.selectExpr("created_at", "explode(" + Analysis.TAGS + ") AS tag")
                .groupBy(expr(Analysis.WINDOW).as("window"), col("tag"))
                .count()
                .selectExpr("window.start", "tag", "count AS uses");
    }

    private StreamingQuery write(Dataset<Row> rows, String topic) {
        try {
            return rows.writeStream()
                    .queryName(topic)
                    .format("millrace")
                    .option("connector", Topics.CONNECTOR)
                    .options(Topics.writing(bootstrap, topic))
                    .option("checkpointLocation", checkpoints.resolve(topic).toString())
                    .outputMode("update")
                    .trigger(Trigger.ProcessingTime("500 milliseconds"))
                    .start();
        } catch (TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }
}
