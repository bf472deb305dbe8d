package io.millrace.examples;

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

/**
 * The pipeline: two streaming queries from Kafka to Kafka, wired only through {@code format("millrace")}. One thread at a time.
 */
final class Pipeline {
    private static final String POST =
            "data STRUCT<id: STRING, text: STRING, author_id: STRING, created_at: TIMESTAMP, lang: STRING>";

    static final String TAGS =
            "transform(regexp_extract_all(text, r'(?<![\\p{L}\\p{M}\\p{Nd}_&])#([\\p{L}\\p{M}\\p{Nd}_]+)', 1), t -> lower(t))";

    private final SparkSession spark;
    private final String bootstrap;
    private final Path checkpoints;
    private final List<StreamingQuery> queries = new ArrayList<>();

    Pipeline(SparkSession spark, String bootstrap, Path checkpoints) {
        this.spark = spark;
        this.bootstrap = bootstrap;
        this.checkpoints = checkpoints;
    }

    /** Starts the queries, or goes on where they stopped. */
    void start() {
        spark.readStream()
                .format("millrace")
                .option("connector", "kafka")
                .option("kafka.bootstrap.servers", bootstrap)
                .option("subscribe", Topics.POSTS)
                .option("startingOffsets", "earliest")
                .load()
                .selectExpr("from_json(CAST(value AS STRING), '" + POST + "').data AS post")
                .select("post.*")
                .withWatermark("created_at", "10 minutes")
                .createOrReplaceTempView("posts");
        queries.clear();
        queries.add(write(scored(), Topics.SCORED));
        queries.add(write(hashtags(), Topics.HASHTAGS));
    }

    /** Each post with its mood. */
    private Dataset<Row> scored() {
        return spark.sql(
                """
                SELECT id AS key,
                       to_json(struct(id, author_id, created_at, lang, text, tags, score, %s AS sentiment)) AS value
                FROM (SELECT *, %s AS tags, %s AS score FROM posts)
                """.formatted(Sentiment.name("score"), TAGS, Sentiment.shipped().score("text")));
    }

    /** How often each hashtag was used in each window of ten seconds, so far. */
    private Dataset<Row> hashtags() {
        return spark.sql("""
                SELECT concat(window.start, ' ', tag) AS key, to_json(struct(window.start, tag, uses)) AS value
                FROM (SELECT window(created_at, '%d seconds') AS window, tag, count(*) AS uses
                      FROM (SELECT created_at, explode(%s) AS tag FROM posts)
                      GROUP BY 1, 2)
                """.formatted(Use.WINDOW_SECONDS, TAGS));
    }

    private StreamingQuery write(Dataset<Row> rows, String topic) {
        try {
            return rows.writeStream()
                    .queryName(topic)
                    .format("millrace")
                    .option("connector", "kafka")
                    .option("kafka.bootstrap.servers", bootstrap)
                    .option("topic", topic)
                    .option("epochHeaders", true)
                    .option("checkpointLocation", checkpoints.resolve(topic).toString())
                    .outputMode("update")
                    .trigger(Trigger.ProcessingTime("500 milliseconds"))
                    .start();
        } catch (TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Throws when a query has failed. */
    void check() {
        for (StreamingQuery query : queries) {
            if (query.exception().isDefined()) {
                throw new IllegalStateException(
                        "query '" + query.name() + "' failed", query.exception().get());
            }
        }
    }

    /** Whether some query is within a batch that has data. */
    boolean isInBatch() {
        return queries.stream()
                .anyMatch(query ->
                        query.status().isTriggerActive() && query.status().isDataAvailable());
    }

    /** Waits until everything that is in Kafka now has gone through; false if that takes longer than the bound. */
    boolean drain(Duration bound) throws InterruptedException {
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

    /** Ends the queries wherever they are. */
    void stop() {
        for (StreamingQuery query : queries) {
            try {
                query.stop();
            } catch (TimeoutException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
