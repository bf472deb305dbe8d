package io.millrace.examples;

import io.millrace.spark.Millrace;
import io.millrace.spark.dstream.HasOffsets;
import io.millrace.spark.dstream.StreamEvent;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaInputDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The examples of the README, which quotes them from here. */
@SuppressWarnings("deprecation") // Spark calls all of DStreams deprecated; they are what this is about
final class ReadmeExamples {
    static final String VIEW = """
            CREATE TEMPORARY VIEW orders USING millrace OPTIONS (
              connector 'kafka',
              `kafka.bootstrap.servers` 'localhost:9092',
              subscribe 'orders'
            )
            """;

    static final String QUERY = """
            SELECT date_trunc('hour', timestamp) AS hour, count(*) AS orders
            FROM orders
            WHERE stream = 'orders'
            GROUP BY 1
            """;

    private static final Logger LOG = LoggerFactory.getLogger(ReadmeExamples.class);

    private final SparkSession spark;
    private final String brokers;

    ReadmeExamples(SparkSession spark, String brokers) {
        this.spark = spark;
        this.brokers = brokers;
    }

    Dataset<Row> batchRead() {
        Dataset<Row> orders = spark.read()
                .format("millrace")
                .option("connector", "kafka")
                .option("kafka.bootstrap.servers", brokers)
                .option("subscribe", "orders")
                .load()
                .selectExpr("CAST(key AS STRING) AS id", "CAST(value AS STRING) AS json", "timestamp");
        return orders;
    }

    Dataset<Row> streamingRead() {
        Dataset<Row> orders = spark.readStream()
                .format("millrace")
                .option("connector", "kafka")
                .option("kafka.bootstrap.servers", brokers)
                .option("subscribe", "orders, returns")
                .option("startingOffsets", "earliest")
                .option("maxRecords", 100_000)
                .option("maxBytes", "64mb")
                .option("minRecords", 1_000)
                .option("maxDelay", "10s")
                .load();
        return orders;
    }

    StreamingQuery streamingWrite(Dataset<Row> orders, String checkpoint) throws TimeoutException {
        StreamingQuery query = orders.selectExpr("key", "upper(CAST(value AS STRING)) AS value")
                .writeStream()
                .format("millrace")
                .option("connector", "kafka")
                .option("kafka.bootstrap.servers", brokers)
                .option("topic", "shouted-orders")
                .option("epochHeaders", true)
                .option("checkpointLocation", checkpoint)
                .start();
        return query;
    }

    void availableNow(Dataset<Row> orders, String checkpoint) throws TimeoutException, StreamingQueryException {
        orders.selectExpr("key", "value")
                .writeStream()
                .format("millrace")
                .option("connector", "kafka")
                .option("kafka.bootstrap.servers", brokers)
                .option("topic", "orders-of-the-day")
                .option("checkpointLocation", checkpoint)
                .trigger(Trigger.AvailableNow())
                .start()
                .awaitTermination();
    }

    StreamingQuery realTime(Dataset<Row> orders, String checkpoint) throws TimeoutException {
        spark.conf().set("spark.sql.streaming.realTimeMode.allowlistCheck", false);
        StreamingQuery query = orders.selectExpr("key", "value")
                .writeStream()
                .format("millrace")
                .option("connector", "kafka")
                .option("kafka.bootstrap.servers", brokers)
                .option("topic", "orders-at-once")
                .option("checkpointLocation", checkpoint)
                .outputMode("update")
                .trigger(Trigger.RealTime("5 minutes"))
                .start();
        return query;
    }

    void batchWrite(Dataset<Row> orders) {
        orders.selectExpr("id AS key", "json AS value", "'archived-orders' AS topic")
                .write()
                .format("millrace")
                .option("connector", "kafka")
                .option("kafka.bootstrap.servers", brokers)
                .mode("append")
                .save();
    }

    Dataset<Row> movedOver() {
        Dataset<Row> orders = spark.readStream()
                .format("millrace")
                .option("connector", "kafka")
                .option("columns", "native")
                .option("startingOffsets", "checkpoint:/data/checkpoints/orders")
                .option("kafka.bootstrap.servers", brokers)
                .option("subscribe", "orders")
                .load();
        return orders;
    }

    static JavaStreamingContext direct(JavaSparkContext spark, String brokers, String checkpoint) {
        JavaStreamingContext context = new JavaStreamingContext(spark, Durations.seconds(1));
        context.checkpoint(checkpoint);
        JavaInputDStream<StreamEvent> orders = Millrace.stream(
                context,
                "kafka",
                Map.of(
                        "kafka.bootstrap.servers", brokers,
                        "subscribe", "orders",
                        "startingOffsets", "earliest",
                        "maxRate", "50000"));
        orders.foreachRDD(batch -> LOG.info("Batch of {}", HasOffsets.of(batch).ranges()));
        Millrace.write(
                orders,
                batch -> Millrace.rows(batch).selectExpr("key", "upper(CAST(value AS STRING)) AS value"),
                "kafka",
                Map.of("kafka.bootstrap.servers", brokers, "topic", "streamed-orders"));
        return context;
    }

    static JavaDStream<StreamEvent> received(JavaStreamingContext context, String brokers) {
        JavaDStream<StreamEvent> orders = Millrace.receive(
                context,
                "kafka",
                Map.of(
                        "kafka.bootstrap.servers", brokers,
                        "subscribe", "orders",
                        "startingOffsets", "earliest",
                        "receivers", "2"));
        return orders;
    }
}
