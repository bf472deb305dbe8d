package io.millrace.examples;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;

/** On Structured Streaming: two queries, each of which reads all posts. */
final class StructuredPipeline implements Pipeline {
    /** How many readers of the source it has. */
    static final int READERS = 2;

    private final SparkSession spark;
    private final Source source;
    private final String bootstrap;
    private final Path checkpoints;
    private final List<StreamingQuery> queries = new ArrayList<>();

    StructuredPipeline(SparkSession spark, Source source, String bootstrap, Path checkpoints) {
        this.spark = spark;
        this.source = source;
        this.bootstrap = bootstrap;
        this.checkpoints = checkpoints;
    }

    @Override
    public void start() {
        queries.clear();
        queries.add(write(Analysis.scored(posts(0)), Topics.SCORED));
        queries.add(write(Analysis.counted(counts(posts(1))), Topics.HASHTAGS));
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

    @Override
    public void check() {
        for (StreamingQuery query : queries) {
            if (query.exception().isDefined()) {
                throw new IllegalStateException(
                        "query '" + query.name() + "' failed", query.exception().get());
            }
        }
    }

    @Override
    public boolean isInBatch() {
        return queries.stream()
                .anyMatch(query ->
                        query.status().isTriggerActive() && query.status().isDataAvailable());
    }

    @Override
    public boolean finish(Duration bound) throws InterruptedException {
        boolean drained = drain(bound);
        stop();
        return drained;
    }

    private boolean drain(Duration bound) throws InterruptedException {
        List<CompletableFuture<Void>> drained = queries.stream()
                .map(query -> CompletableFuture.runAsync(query::processAllAvailable))
                .toList();
        try {
            CompletableFuture.allOf(drained.toArray(CompletableFuture[]::new))
                    .get(bound.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException e) {
            check();
            throw new IllegalStateException("a query ended before all was processed", e.getCause());
        } catch (TimeoutException e) {
            return false;
        }
    }

    @Override
    public void stop() {
        for (StreamingQuery query : queries) {
            try {
                query.stop();
            } catch (TimeoutException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
