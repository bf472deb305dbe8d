package io.millrace.examples;

import static io.millrace.examples.Addresses.with;
import static org.apache.spark.ml.functions.vector_to_array;
import static org.apache.spark.sql.functions.array_max;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;

import io.millrace.spark.Millrace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;

/**
 * The pipeline of the demo, to be copied. Posts of X go to Kafka, are joined with what is known of their topics, authors and
 * places, scored by a model, and written to Kafka, S3, MongoDB, HBase and the dashboard. Options that say where these are, and
 * with which keys, come from outside; of what is not there they are empty.
 */
record PostsPipeline(SparkSession spark, Addresses at, PipelineModel model, String checkpoints) {
    private static final String POST =
            "data STRUCT<id: STRING, text: STRING, author_id: STRING, created_at: TIMESTAMP, lang: STRING>";
    private static final String ENRICHED =
            "id STRING, created_at TIMESTAMP, author_id STRING, lang STRING, text STRING,"
                    + " topic STRING, username STRING, followers BIGINT, location STRING, country STRING, latitude DOUBLE,"
                    + " longitude DOUBLE, sentiment STRING, sure DOUBLE";

    /** Starts all queries, each behind the one that it reads from. */
    List<StreamingQuery> start() {
        List<StreamingQuery> queries = new ArrayList<>();
        queries.add(write("posts", read(at.x()).select("key", "value"), topic("posts")));
        queries.add(write("enriched", keyed(enriched()), topic("enriched")));
        Dataset<Row> posts = read(with(at.kafka(), "subscribe", "enriched", "startingOffsets", "earliest"))
                .selectExpr("from_json(CAST(value AS STRING), '" + ENRICHED + "') AS post")
                .select("post.*")
                .withColumn("topic", expr("coalesce(topic, 'other')"))
                .withColumn("slot", expr("window(created_at, '10 seconds').start"));
        Dataset<Row> alerts = posts.where("sentiment = 'negative' AND sure >= 0.6");
        queries.add(write("alerts", keyed(alerts), topic("alerts")));
        Map<String, String> list = with(at.dashboard(), "type", "latest", "title", "Alerts", "position", "101");
        queries.add(write("latest", alerts.select("created_at", "username", "topic", "text"), list));
        // After a failure Kafka may hold a post twice: who counts takes each once.
        Dataset<Row> once =
                posts.withWatermark("created_at", "10 minutes").dropDuplicatesWithinWatermark(new String[] {"id"});
        if (!at.s3().isEmpty()) {
            queries.add(write("archive", once, with(at.s3(), "format", "parquet")));
        }
        if (!at.mongodb().isEmpty()) {
            Map<String, String> moods = with(at.mongodb(), "collection", "authors", "createCollection", "true");
            queries.add(write("authors", authors(once), with(moods, "guardField", "_millrace")));
        }
        if (!at.hbase().isEmpty()) {
            String mapping = "slot TIMESTAMP :key, topic STRING :key, posts BIGINT i:posts, negative BIGINT i:negative";
            Map<String, String> counts = with(at.hbase(), "table", "counts", "mapping", mapping, "createRegions", "1");
            queries.add(write("counts", counts(once), counts));
        }
        Map<String, String> lines = with(at.dashboard(), "type", "series", "series", "sentiment");
        Map<String, String> byMood = with(lines, "title", "Mood of the posts", "history", "20000");
        queries.add(write("moods", once.groupBy("slot", "sentiment").count(), byMood));
        Map<String, String> bars = with(at.dashboard(), "type", "bars", "keep", "keyed", "orderBy", "count desc");
        queries.add(write("topics", once.groupBy("topic").count(), with(bars, "title", "Topics")));
        Dataset<Row> places = once.where("latitude IS NOT NULL")
                .groupBy("location", "latitude", "longitude")
                .count();
        Map<String, String> map = with(at.dashboard(), "type", "map", "keep", "keyed");
        queries.add(write("places", places, with(map, "title", "Where the authors live")));
        return queries;
    }

    private Dataset<Row> enriched() {
        Dataset<Row> posts = read(with(at.kafka(), "subscribe", "posts", "startingOffsets", "earliest"))
                .selectExpr("from_json(CAST(value AS STRING), '" + POST + "').data AS post")
                .select("post.*")
                .withColumn("tag", expr("try_element_at(" + Analysis.TAGS + ", 1)"));
        if (!at.hbase().isEmpty()) {
            String mapping = "tag STRING :key, topic STRING i:topic";
            posts = Millrace.lookup(spark, "hbase", with(at.hbase(), "table", "topics", "mapping", mapping))
                    .join(posts, "tag");
        }
        if (!at.mongodb().isEmpty()) {
            String schema = "_id STRING, username STRING, location STRING, followers BIGINT";
            Map<String, String> profiles = with(at.mongodb(), "collection", "profiles", "schema", schema);
            posts = Millrace.lookup(spark, "mongodb", with(profiles, "lookup.keys", "_id"))
                    .join(posts, "author_id");
        }
        if (!at.mongodb().isEmpty() && !at.hdfs().isEmpty()) {
            Map<String, String> places = with(at.hdfs(), "format", "parquet");
            posts = Millrace.lookup(spark, "hdfs", places).join(posts, "location");
        }
        return model.transform(posts)
                .withColumn("sure", array_max(vector_to_array(col("probability"), "float64")))
                .drop("probability")
                .drop(MoodTraining.INTERNAL);
    }

    private static Dataset<Row> authors(Dataset<Row> posts) {
        return posts.groupBy(col("author_id").as("_id"))
                .agg(
                        expr("count(*) AS posts"),
                        expr("count_if(sentiment = 'negative') AS negative"),
                        expr("max(created_at) AS latest"));
    }

    private static Dataset<Row> counts(Dataset<Row> posts) {
        return posts.groupBy("slot", "topic")
                .agg(expr("count(*) AS posts"), expr("count_if(sentiment = 'negative') AS negative"));
    }

    private static Dataset<Row> keyed(Dataset<Row> posts) {
        return posts.selectExpr("id AS key", "to_json(struct(*)) AS value");
    }

    private Map<String, String> topic(String name) {
        return with(at.kafka(), "topic", name, "epochHeaders", "true");
    }

    private Dataset<Row> read(Map<String, String> options) {
        return spark.readStream().format("millrace").options(options).load();
    }

    private StreamingQuery write(String name, Dataset<Row> rows, Map<String, String> options) {
        try {
            return rows.writeStream()
                    .queryName(name)
                    .format("millrace")
                    .options(options)
                    .option("checkpointLocation", checkpoints + "/" + name)
                    .outputMode("update")
                    .trigger(Trigger.ProcessingTime("2 seconds"))
                    .start();
        } catch (TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }
}
