package io.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.testkit.server.KafkaServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of the README do what they say, on a real broker. */
@SuppressWarnings("deprecation") // Spark calls all of DStreams deprecated; they are what this is about
class ReadmeExamplesTest {
    private static final Duration BOUND = Duration.ofMinutes(1);
    private static KafkaServer kafka;
    private static SparkSession spark;
    private static ReadmeExamples examples;

    @TempDir
    Path directory;

    @BeforeAll
    static void start() throws InterruptedException {
        kafka = KafkaServer.start();
        for (String topic : List.of(
                "orders",
                "returns",
                "shouted-orders",
                "orders-of-the-day",
                "orders-at-once",
                "archived-orders",
                "streamed-orders",
                "orders-from-scala",
                "orders-from-python")) {
            kafka.createTopic(topic, 1);
        }
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrap()), new StringSerializer(), new StringSerializer())) {
            for (String id : List.of("1", "2", "3")) {
                var unused = producer.send(new ProducerRecord<>("orders", id, "{\"id\":" + id + ",\"item\":\"sack\"}"));
            }
        }
        spark = SparkSession.builder()
                .master("local[4]")
                .config("spark.ui.enabled", false)
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.sql.shuffle.partitions", 1)
                .config("spark.streaming.receiver.writeAheadLog.enable", true)
                .getOrCreate();
        examples = new ReadmeExamples(spark, kafka.bootstrap());
    }

    @AfterAll
    static void stop() {
        spark.stop();
        kafka.close();
    }

    @Test
    void batchReadAndWrite() {
        assertThat(examples.batchRead().count()).isEqualTo(3);
        examples.batchWrite(examples.batchRead());
        assertThat(keys("archived-orders")).containsExactly("1", "2", "3");
    }

    @Test
    void streamingReadAndWrite() throws Exception {
        StreamingQuery query = examples.streamingWrite(examples.streamingRead(), directory.toString());
        await().atMost(BOUND).until(() -> keys("shouted-orders").size() == 3);
        query.stop();
    }

    @Test
    void availableNow() throws Exception {
        examples.availableNow(examples.streamingRead(), directory.toString());
        assertThat(keys("orders-of-the-day")).containsExactly("1", "2", "3");
    }

    @Test
    void realTime() throws Exception {
        Dataset<Row> unlimited = spark.readStream()
                .format("millrace")
                .option("connector", "kafka")
                .option("kafka.bootstrap.servers", kafka.bootstrap())
                .option("subscribe", "orders")
                .option("startingOffsets", "earliest")
                .load();
        StreamingQuery query = examples.realTime(unlimited, directory.toString());
        await().atMost(BOUND).until(() -> keys("orders-at-once").size() == 3);
        query.stop();
    }

    @Test
    void sql() {
        spark.sql(ReadmeExamples.VIEW.replace("localhost:9092", kafka.bootstrap()));
        assertThat(spark.sql(ReadmeExamples.QUERY)
                        .selectExpr("sum(orders)")
                        .first()
                        .getLong(0))
                .isEqualTo(3);
    }

    @Test
    void scala() throws Exception {
        StreamingQuery query = ScalaSnippet.run(Snippets.of("scala"), spark, kafka.bootstrap(), directory);
        await().atMost(BOUND).until(() -> keys("orders-from-scala").size() == 3);
        query.stop();
    }

    @Test
    void python() throws Exception {
        PythonSnippet.run(Snippets.of("python"), kafka.bootstrap(), directory);
        assertThat(keys("orders-from-python")).containsExactly("1", "2", "3");
    }

    @Test
    void directStream() {
        JavaSparkContext streams = new JavaSparkContext(spark.sparkContext());
        JavaStreamingContext context = ReadmeExamples.direct(streams, kafka.bootstrap(), directory.toString());
        context.start();
        await().atMost(BOUND).until(() -> keys("streamed-orders").size() == 3);
        context.stop(false, true);
    }

    @Test
    void receivers() {
        Set<String> received = new ConcurrentSkipListSet<>();
        JavaStreamingContext context =
                new JavaStreamingContext(new JavaSparkContext(spark.sparkContext()), Durations.milliseconds(500));
        context.checkpoint(directory.toString());
        ReadmeExamples.received(context, kafka.bootstrap())
                .map(event -> new String(event.key(), java.nio.charset.StandardCharsets.UTF_8))
                .foreachRDD(batch -> received.addAll(batch.collect()));
        context.start();
        await().atMost(BOUND).until(() -> received.size() == 3);
        context.stop(false, true);
    }

    private static Set<String> keys(String topic) {
        Set<String> keys = new TreeSet<>();
        TopicReader.readAll(
                kafka.bootstrap(),
                topic,
                record -> keys.add(new String(record.key(), java.nio.charset.StandardCharsets.UTF_8)));
        return keys;
    }
}
